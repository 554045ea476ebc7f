// The other policy documents that give those projects their money or are their basis, by year of the disclosure.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(c:Citation)-[:REFERS_TO]->(q:PolicyDocument)
WHERE q.id <> $policy AND c.relation <> 'mention'
MATCH (c)-[:STATED_IN]->(d:Disclosure)
RETURN DISTINCT j.id AS project, d.fiscalYear AS fiscal_year, q.id AS policy
ORDER BY project, fiscal_year, policy
