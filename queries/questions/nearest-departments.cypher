// title = "Departments nearest to a department through shared documents"
// title_zh = "与某部门共同依据文件最多的部门"
// description = "The departments whose projects rest on the same policy documents as a department's, most shared documents first. Divide by `documents` before comparing: departments with many projects share much with everybody."
// description_zh = "与某部门的项目依据相同政策文件的其他部门，按共同文件数排列；项目多的部门自然共用较多，比较前请除以 documents。"
// order = ["-shared", "documents", "department", "department_id"]
//
// [parameters]
// department = { type = "organization", required = true, description = "the department or unit that publishes" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// place = { type = "text", description = "its place" }
// shared = { type = "integer", description = "policy documents that both rest on" }
// documents = { type = "integer", description = "policy documents that this other department rests on" }
MATCH (a:Organization {id: $department})<-[:PUBLISHED_BY]-(:Disclosure)<-[:STATED_IN]-(c:Citation)-[:REFERS_TO]->(p:PolicyDocument)
WHERE c.relation <> 'mention'
WITH DISTINCT p
MATCH (p)<-[:REFERS_TO]-(e:Citation)-[:STATED_IN]->(:Disclosure)-[:PUBLISHED_BY]->(o:Organization)
WHERE e.relation <> 'mention' AND o.id <> $department
WITH o, count(DISTINCT p.id) AS shared
MATCH (o)<-[:PUBLISHED_BY]-(:Disclosure)<-[:STATED_IN]-(f:Citation)-[:REFERS_TO]->(q:PolicyDocument)
WHERE f.relation <> 'mention'
RETURN o.id AS department_id, o.name AS department, o.place AS place, shared, count(DISTINCT q.id) AS documents
