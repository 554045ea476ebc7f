// title = "Documents that move the most projects"
// title_zh = "牵动项目最多的文件"
// description = "Policy documents by the number of projects that they give money to or are the basis of, with the money of these projects. The money is attributed whole to each document, so the column must not be added. A unit's disclosure that its department's holds is left out, and of several files one counts."
// description_zh = "按所下达或作为依据的项目数排列的政策文件及这些项目的资金；资金整笔归于每份文件，该列不得加总。其数已含于部门公开内容的单位不计；同一内容的多个文件只计其一。"
// order = ["-projects", "-amount_yuan", "policy_id"]
//
// [parameters]
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// policy_id = { type = "id", description = "the policy document" }
// number = { type = "text", description = "its number" }
// title = { type = "text", description = "its title" }
// issuer = { type = "text", description = "who issued it, where that is known" }
// projects = { type = "integer", description = "how many projects" }
// units = { type = "integer", description = "how many units" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
MATCH (p:PolicyDocument)<-[:REFERS_TO]-(c:Citation)-[:OF_PROJECT]->(j:Project), (c)-[:STATED_IN]->(d:Disclosure)
WITH DISTINCT p, j, d, c.relation AS relation
WHERE relation <> 'mention' AND d.counted AND d.stage = 'budget' AND coalesce($year, d.fiscalYear) = d.fiscalYear
WITH DISTINCT p, j, d
MATCH (d)<-[:STATED_IN]-(a:Allocation)-[:OF_PROJECT]->(j)
WITH p, j, d, a
WHERE NOT coalesce(('allocations' + ' ' + a.document) IN d.repeats, false)
 AND a.stage = 'budget' AND a.fiscalYear = d.fiscalYear AND coalesce(a.timing, 'current') = 'current'
RETURN p.id AS policy_id, p.number AS number, p.title AS title, p.issuer AS issuer, count(DISTINCT j.id) AS projects,
       count(DISTINCT j.unit) AS units, sum(a.amountFen) AS amount_fen,
       collect(CASE WHEN a.amountFen IS NULL THEN a.amountYuan END) AS amount_rest
