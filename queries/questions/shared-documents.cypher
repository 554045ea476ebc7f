// title = "Documents that departments share"
// title_zh = "多个部门共同依据的文件"
// description = "Policy documents that several departments' projects rest on or get their money by, most departments first. Laws and general rules are shared by many and say little."
// description_zh = "多个部门的项目共同依据或由其下达资金的政策文件，按部门数排列；法律和一般规定为众多部门共用，说明不多。"
// order = ["-departments", "-projects", "number", "title", "policy_id"]
//
// [parameters]
// departments = { type = "number", default = 2, description = "how many departments at least" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// policy_id = { type = "id", description = "the policy document" }
// number = { type = "text", description = "its number" }
// title = { type = "text", description = "its title" }
// kind = { type = "text", description = "notice, plan, law, …" }
// departments = { type = "integer", description = "how many departments" }
// projects = { type = "integer", description = "how many projects" }
// names = { type = "list", description = "the names of the departments" }
MATCH (p:PolicyDocument)<-[:REFERS_TO]-(c:Citation)-[:OF_PROJECT]->(j:Project), (c)-[:STATED_IN]->(d:Disclosure)-[:PUBLISHED_BY]->(o:Organization)
WHERE c.relation <> 'mention' AND coalesce($year, d.fiscalYear) = d.fiscalYear
WITH p, count(DISTINCT o.id) AS departments, count(DISTINCT j.id) AS projects, collect(DISTINCT o.name) AS names
WHERE departments >= $departments
RETURN p.id AS policy_id, p.number AS number, p.title AS title, p.kind AS kind, departments, projects, names
