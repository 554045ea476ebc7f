// title = "Departments nearest to a department through shared documents"
// title_zh = "与某部门共同依据文件最多的部门"
// description = "The departments whose projects rest on the same policy documents as a department's, most shared documents first. Departments with many projects share much with everybody."
// description_zh = "与某部门的项目依据相同政策文件的其他部门，按共同文件数排列；项目多的部门自然与各部门共用较多。"
// order = ["-shared", "department", "department_id"]
//
// [parameters]
// department = { type = "organization", required = true, description = "the department or unit that publishes" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// place = { type = "text", description = "its place" }
// shared = { type = "integer", description = "policy documents that both rest on" }
MATCH (a:Organization {id: $department})<-[:PUBLISHED_BY]-(:Disclosure)<-[:STATED_IN]-(c:Citation)-[:REFERS_TO]->(p:PolicyDocument)
WHERE c.relation <> 'mention'
WITH DISTINCT p
MATCH (p)<-[:REFERS_TO]-(e:Citation)-[:STATED_IN]->(d:Disclosure)-[:PUBLISHED_BY]->(o:Organization)
WITH DISTINCT p, o, e.relation AS relation
WHERE relation <> 'mention' AND o.id <> $department
RETURN o.id AS department_id, o.name AS department, o.place AS place, count(DISTINCT p.id) AS shared
