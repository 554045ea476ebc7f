// The target sheets that cite a policy document and belong to no project, one row an amount of the year.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:REFERS_TO]-(c:Citation)-[:OF_SHEET]->(s:PerformanceSheet)-[:STATED_IN]->(d:Disclosure)-[:PUBLISHED_BY]->(o:Organization)
WHERE NOT EXISTS { MATCH (s)-[:OF_PROJECT]->(:Project) }
WITH DISTINCT s, d, o
OPTIONAL MATCH (s)<-[:OF_SHEET]-(m:SheetAmount {horizon: 'annual'})
RETURN s.id AS id, NULL AS project, s.project AS name, s.unit AS unit,
       s.document AS document, d.fiscalYear AS fiscal_year, d.stage AS stage, o.name AS publisher,
       m.total AS total, m.level AS level, m.amountYuan AS amount_yuan, m.id AS amount
ORDER BY id, amount
