// The target sheets of the projects that cite a policy document.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(s:PerformanceSheet)
RETURN s.id AS id, j.id AS project, s.project AS name, s.unit AS unit, s.document AS document,
       s.annualTotalYuan AS annual, s.category AS category, s.line AS line, s.page AS page
