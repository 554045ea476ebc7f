// title = "The cascade of a notice, from province to city to county to project"
// title_zh = "资金文件自上而下的转下达链条"
// description = "The notices that a notice passes on and those that pass it on, tier by tier, and the projects that get their money by the last of them: stated by the notices themselves, or inferred, with how surely and why."
// description_zh = "某资金文件所转下达的上级文件、转下达该文件的下级文件及最终所涉项目，逐级列出；文件自身载明（stated）或推断（inferred），并示把握程度与理由。"
// order = ["tier", "relation", "to_name", "from_name", "from_id", "to_id", "status"]
// walk = "cascade"
//
// [parameters]
// policy = { type = "policy", required = true, description = "the policy document: its number in any brackets, its title or its id" }
//
// [columns]
// tier = { type = "integer", description = "how many tiers below the notice that was asked for; negative above it" }
// relation = { type = "text", description = "passes-on, or funded-by for a project" }
// from_id = { type = "id", description = "the later notice, or the project" }
// from_name = { type = "text", description = "its number or title, or the name of the project" }
// from_issuer = { type = "text", description = "who issued it, or the unit of the project" }
// to_id = { type = "id", description = "the earlier notice" }
// to_name = { type = "text", description = "its number or title" }
// status = { type = "text", description = "stated or inferred" }
// confidence = { type = "decimal", description = "from 0 to 1; 1 where it is stated" }
// why = { type = "text", description = "on what an inference rests" }
MATCH (a:PolicyDocument)-[:PASSES_ON]->(b:PolicyDocument)
WHERE a.id IN $nodes
RETURN 'passes-on' AS relation, a.id AS from_id, coalesce(a.number, a.title) AS from_name, a.issuer AS from_issuer,
       b.id AS to_id, coalesce(b.number, b.title) AS to_name, 'stated' AS status, '1' AS confidence, '' AS why
UNION ALL
MATCH (a:PolicyDocument)-[:PASSES_ON]->(b:PolicyDocument)
WHERE b.id IN $nodes
RETURN 'passes-on' AS relation, a.id AS from_id, coalesce(a.number, a.title) AS from_name, a.issuer AS from_issuer,
       b.id AS to_id, coalesce(b.number, b.title) AS to_name, 'stated' AS status, '1' AS confidence, '' AS why
UNION ALL
MATCH (i:Inference)-[:FROM_POLICY]->(a:PolicyDocument), (i)-[:TO_POLICY]->(b:PolicyDocument)
WHERE i.relation = 'passes-on' AND a.id IN $nodes
RETURN 'passes-on' AS relation, a.id AS from_id, coalesce(a.number, a.title) AS from_name, a.issuer AS from_issuer,
       b.id AS to_id, coalesce(b.number, b.title) AS to_name, 'inferred' AS status, i.confidence AS confidence, i.reason AS why
UNION ALL
MATCH (i:Inference)-[:FROM_POLICY]->(a:PolicyDocument), (i)-[:TO_POLICY]->(b:PolicyDocument)
WHERE i.relation = 'passes-on' AND b.id IN $nodes
RETURN 'passes-on' AS relation, a.id AS from_id, coalesce(a.number, a.title) AS from_name, a.issuer AS from_issuer,
       b.id AS to_id, coalesce(b.number, b.title) AS to_name, 'inferred' AS status, i.confidence AS confidence, i.reason AS why
UNION ALL
MATCH (a:Project)-[:FUNDED_BY]->(b:PolicyDocument)
WHERE b.id IN $nodes
RETURN 'funded-by' AS relation, a.id AS from_id, a.name AS from_name, a.unit AS from_issuer,
       b.id AS to_id, coalesce(b.number, b.title) AS to_name, 'stated' AS status, '1' AS confidence, '' AS why
