// Which rows of money the target sheets of those projects cover.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(s:PerformanceSheet)-[:COVERS]->(a:Allocation)
RETURN s.id AS sheet, a.id AS allocation
ORDER BY sheet, allocation
