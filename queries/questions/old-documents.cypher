// title = "Old documents that still found new money"
// title_zh = "仍作为新增资金依据的老文件"
// description = "Policy documents of years ago that this year's money still rests on. The age is that of the number; nothing says whether the document is still in force, and a law is old and valid. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "多年前的文件至今仍作为当年新增资金的依据；年数按文号计，不表示是否仍有效，法律虽老而有效。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["-age", "number", "policy_id", "fiscal_year", "department", "project", "project_id", "relation", "-amount_yuan"]
//
// [parameters]
// age = { type = "number", default = 3, description = "how many years old at least" }
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// policy_id = { type = "id", description = "the policy document" }
// number = { type = "text", description = "its number" }
// title = { type = "text", description = "its title" }
// kind = { type = "text", description = "notice, plan, law, …" }
// issued = { type = "integer", description = "the year of its number" }
// age = { type = "integer", unit = "years", description = "fiscal year less that year" }
// relation = { type = "text", description = "hands-down, basis or mention" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(c:Citation)-[:REFERS_TO]->(p:PolicyDocument), (c)-[:OF_PROJECT]->(j:Project)
WHERE (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id AND p.year <= d.fiscalYear - $age
WITH DISTINCT o, d, c.relation AS relation, p, j
WHERE relation <> 'mention' AND d.stage = 'budget'
MATCH (d)<-[:STATED_IN]-(a:Allocation)-[:OF_PROJECT]->(j)
WITH p, relation, o, d, j, a
WHERE NOT coalesce(('allocations' + ' ' + a.document) IN d.repeats, false)
  AND a.stage = 'budget' AND a.timing = 'current' AND a.fiscalYear = d.fiscalYear
WITH p, relation, o, j, d.fiscalYear AS fiscal_year, sum(a.amountFen) AS amount_fen,
     collect(CASE WHEN a.amountFen IS NULL THEN a.amountYuan END) AS amount_rest
WHERE coalesce($year, fiscal_year) = fiscal_year
RETURN p.id AS policy_id, p.number AS number, p.title AS title, p.kind AS kind, p.year AS issued, fiscal_year - p.year AS age,
       relation, o.name AS department, fiscal_year, j.id AS project_id, j.name AS project, amount_fen, amount_rest
