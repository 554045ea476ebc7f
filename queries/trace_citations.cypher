// Every citation of a policy document, with the year and stage of the disclosure that prints it.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:REFERS_TO]-(c:Citation)-[:STATED_IN]->(d:Disclosure)
OPTIONAL MATCH (c)-[:OF_PROJECT]->(j:Project)
OPTIONAL MATCH (c)-[:OF_SHEET]->(s:PerformanceSheet)
RETURN c.id AS id, c.document AS document, c.line AS line, c.page AS page, c.role AS role, c.relation AS relation,
       c.asWritten AS as_written, j.id AS project, s.id AS sheet, d.fiscalYear AS fiscal_year, d.stage AS stage
ORDER BY id
