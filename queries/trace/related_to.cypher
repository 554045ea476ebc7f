// What is inferred from a policy document to another one, with how surely and why.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:FROM_POLICY]-(i:Inference)-[:TO_POLICY]->(q:PolicyDocument)
RETURN q.id AS id, q.number AS number, q.title AS title, i.relation AS relation, i.confidence AS confidence, i.reason AS why
