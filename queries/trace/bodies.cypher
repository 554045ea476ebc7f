// Whose money the disclosures of those projects print apart: each disclosure with the units of its rows of money.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(a:Allocation)-[:STATED_IN]->(d:Disclosure)
WITH DISTINCT d
MATCH (d)<-[:STATED_IN]-(b:Allocation)-[:OF_PROJECT]->(k:Project)-[:OF_UNIT]->(u:Organization)
RETURN DISTINCT d.id AS disclosure, u.id AS unit_id
