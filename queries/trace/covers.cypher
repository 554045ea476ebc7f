// Which rows of money those target sheets cover.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(s:PerformanceSheet)-[:COVERS]->(a:Allocation)
RETURN s.id AS sheet, a.id AS allocation
