// title = "Where a policy document is cited, and as what"
// title_zh = "一份政策文件在何处被引用、作何用途"
// description = "Each citation of a policy document: who cites it for which project, in which role, and the words as printed."
// description_zh = "某政策文件的每一处引用：谁为哪个项目、以何种作用引用，及原文写法。"
// order = ["fiscal_year", "department", "document", "line", "page", "citation_id"]
//
// [parameters]
// policy = { type = "policy", required = true, description = "the policy document: its number in any brackets, its title or its id" }
//
// [columns]
// citation_id = { type = "id", description = "the citation" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// role = { type = "text", description = "where it stands: name, basis, measures, …" }
// relation = { type = "text", description = "hands-down, basis or mention" }
// as_written = { type = "text", description = "the words as printed" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
MATCH (p:PolicyDocument {id: $policy})<-[:REFERS_TO]-(c:Citation)-[:STATED_IN]->(d:Disclosure)-[:PUBLISHED_BY]->(o:Organization)
OPTIONAL MATCH (c)-[:OF_PROJECT]->(j:Project)
RETURN c.id AS citation_id, o.name AS department, d.fiscalYear AS fiscal_year, d.stage AS stage, j.id AS project_id,
       j.name AS project, c.role AS role, c.relation AS relation, c.asWritten AS as_written, c.document AS document,
       c.line AS line, c.page AS page
