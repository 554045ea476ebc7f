// The notices of a higher level that a policy document passes on, by its own text.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})
WITH p
MATCH (p)-[:PASSES_ON]->(q:PolicyDocument)
RETURN q.id AS id, q.number AS number, q.title AS title
