// title = "What a department rests on"
// title_zh = "部门的项目依据哪些文件"
// description = "The projects of a department's disclosures and the policy documents that give their money or are their basis, most projects first."
// description_zh = "某部门公开文件中的项目及其资金来源文件或立项依据，按涉及项目数排列。"
// order = ["fiscal_year", "number", "title", "policy_id", "relation", "project", "project_id"]
//
// [parameters]
// department = { type = "organization", required = true, description = "the department or unit that publishes" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// policy_id = { type = "id", description = "the policy document" }
// number = { type = "text", description = "its number" }
// title = { type = "text", description = "its title" }
// issuer = { type = "text", description = "who issued it, where that is known" }
// kind = { type = "text", description = "notice, plan, law, …" }
// relation = { type = "text", description = "hands-down, basis or mention" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
MATCH (o:Organization {id: $department})<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(c:Citation)-[:OF_PROJECT]->(j:Project),
      (c)-[:REFERS_TO]->(p:PolicyDocument)
WHERE c.relation <> 'mention' AND coalesce($year, d.fiscalYear) = d.fiscalYear
RETURN DISTINCT p.id AS policy_id, p.number AS number, p.title AS title, p.issuer AS issuer, p.kind AS kind,
       c.relation AS relation, d.fiscalYear AS fiscal_year, j.id AS project_id, j.name AS project
