// title = "A path between any two things"
// title_zh = "任意两个事物之间的路径"
// description = "A shortest path over what things have to do with each other: projects, organizations, policy documents, disclosures, places, subject codes. It leads through a place only where a place was asked for: two departments of one county would otherwise always be two steps apart. A statement (a row of a table) is connected by the things that it speaks of."
// description_zh = "两个事物之间的一条最短路径：项目、机构、政策文件、公开文件、区划、科目之间的关系。除非所问即为区划，路径不经过区划，否则同县部门之间总是两步之遥。陈述（表中一行）经其所涉事物相连。"
// order = ["step"]
// walk = "path"
//
// [parameters]
// start = { type = "node", required = true, description = "where it begins: an id, an exact name, title or number" }
// end = { type = "node", required = true, description = "where it ends" }
// steps = { type = "number", default = 6, description = "the most steps" }
//
// [columns]
// step = { type = "integer", description = "the number of the step, from 1" }
// from_id = { type = "id", description = "where the step begins" }
// from_kind = { type = "text", description = "its class" }
// from_name = { type = "text", description = "its name" }
// relation = { type = "text", description = "the relationship" }
// forward = { type = "boolean", description = "whether the relationship leads in the direction of the path" }
// to_id = { type = "id", description = "where the step ends" }
// to_kind = { type = "text", description = "its class" }
// to_name = { type = "text", description = "its name" }
MATCH (a:Project)-[:CITES]->(b:PolicyDocument) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'Project' AS from_kind, a.name AS from_name, 'CITES' AS relation, b.id AS to_id, 'PolicyDocument' AS to_kind, coalesce(b.number, b.title) AS to_name
UNION ALL
MATCH (a:Project)-[:CITES]->(b:PolicyDocument) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'Project' AS from_kind, a.name AS from_name, 'CITES' AS relation, b.id AS to_id, 'PolicyDocument' AS to_kind, coalesce(b.number, b.title) AS to_name
UNION ALL
MATCH (a:Project)-[:OF_UNIT]->(b:Organization) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'Project' AS from_kind, a.name AS from_name, 'OF_UNIT' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Project)-[:OF_UNIT]->(b:Organization) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'Project' AS from_kind, a.name AS from_name, 'OF_UNIT' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Organization)-[:SUB_ORGANIZATION_OF]->(b:Organization) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'Organization' AS from_kind, a.name AS from_name, 'SUB_ORGANIZATION_OF' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Organization)-[:SUB_ORGANIZATION_OF]->(b:Organization) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'Organization' AS from_kind, a.name AS from_name, 'SUB_ORGANIZATION_OF' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Organization)-[:IN_PLACE]->(b:Place) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'Organization' AS from_kind, a.name AS from_name, 'IN_PLACE' AS relation, b.id AS to_id, 'Place' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Organization)-[:IN_PLACE]->(b:Place) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'Organization' AS from_kind, a.name AS from_name, 'IN_PLACE' AS relation, b.id AS to_id, 'Place' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:PolicyDocument)-[:ISSUED_BY]->(b:Organization) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'PolicyDocument' AS from_kind, coalesce(a.number, a.title) AS from_name, 'ISSUED_BY' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:PolicyDocument)-[:ISSUED_BY]->(b:Organization) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'PolicyDocument' AS from_kind, coalesce(a.number, a.title) AS from_name, 'ISSUED_BY' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:PolicyDocument)-[:PASSES_ON]->(b:PolicyDocument) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'PolicyDocument' AS from_kind, coalesce(a.number, a.title) AS from_name, 'PASSES_ON' AS relation, b.id AS to_id, 'PolicyDocument' AS to_kind, coalesce(b.number, b.title) AS to_name
UNION ALL
MATCH (a:PolicyDocument)-[:PASSES_ON]->(b:PolicyDocument) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'PolicyDocument' AS from_kind, coalesce(a.number, a.title) AS from_name, 'PASSES_ON' AS relation, b.id AS to_id, 'PolicyDocument' AS to_kind, coalesce(b.number, b.title) AS to_name
UNION ALL
MATCH (a:Disclosure)-[:PUBLISHED_BY]->(b:Organization) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'Disclosure' AS from_kind, a.publisher AS from_name, 'PUBLISHED_BY' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Disclosure)-[:PUBLISHED_BY]->(b:Organization) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'Disclosure' AS from_kind, a.publisher AS from_name, 'PUBLISHED_BY' AS relation, b.id AS to_id, 'Organization' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Place)-[:WITHIN]->(b:Place) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'Place' AS from_kind, a.name AS from_name, 'WITHIN' AS relation, b.id AS to_id, 'Place' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Place)-[:WITHIN]->(b:Place) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'Place' AS from_kind, a.name AS from_name, 'WITHIN' AS relation, b.id AS to_id, 'Place' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Place)-[:SUCCEEDED_BY]->(b:Place) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'Place' AS from_kind, a.name AS from_name, 'SUCCEEDED_BY' AS relation, b.id AS to_id, 'Place' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:Place)-[:SUCCEEDED_BY]->(b:Place) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'Place' AS from_kind, a.name AS from_name, 'SUCCEEDED_BY' AS relation, b.id AS to_id, 'Place' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:SubjectCode)-[:BROADER]->(b:SubjectCode) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'SubjectCode' AS from_kind, a.name AS from_name, 'BROADER' AS relation, b.id AS to_id, 'SubjectCode' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:SubjectCode)-[:BROADER]->(b:SubjectCode) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'SubjectCode' AS from_kind, a.name AS from_name, 'BROADER' AS relation, b.id AS to_id, 'SubjectCode' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:SubjectCode)-[:IN_SERIES]->(b:SubjectSeries) WHERE a.id IN $nodes
RETURN a.id AS from_id, 'SubjectCode' AS from_kind, a.name AS from_name, 'IN_SERIES' AS relation, b.id AS to_id, 'SubjectSeries' AS to_kind, b.name AS to_name
UNION ALL
MATCH (a:SubjectCode)-[:IN_SERIES]->(b:SubjectSeries) WHERE b.id IN $nodes
RETURN a.id AS from_id, 'SubjectCode' AS from_kind, a.name AS from_name, 'IN_SERIES' AS relation, b.id AS to_id, 'SubjectSeries' AS to_kind, b.name AS to_name
