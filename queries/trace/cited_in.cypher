// The target sheets in which a policy document is cited, by citation.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:REFERS_TO]-(c:Citation)-[:OF_SHEET]->(s:PerformanceSheet)
RETURN c.id AS citation, s.id AS id, s.project AS name, s.unit AS unit, s.document AS document,
       s.annualTotalYuan AS annual
