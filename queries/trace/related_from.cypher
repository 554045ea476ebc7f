// What is inferred from another policy document to this one, with how surely and why.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:TO_POLICY]-(i:Inference)-[:FROM_POLICY]->(q:PolicyDocument)
RETURN q.id AS id, q.number AS number, q.title AS title, i.relation AS relation, i.confidence AS confidence, i.reason AS why
