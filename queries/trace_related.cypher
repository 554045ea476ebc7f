// What is inferred of a policy document and another one, with how surely and why.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:FROM_POLICY|TO_POLICY]-(i:Inference)
MATCH (i)-[:FROM_POLICY]->(a:PolicyDocument)
MATCH (i)-[:TO_POLICY]->(b:PolicyDocument)
RETURN DISTINCT i.id AS id, i.relation AS relation, i.confidence AS confidence, i.reason AS why,
       a.id AS from_id, a.number AS from_number, a.title AS from_title,
       b.id AS to_id, b.number AS to_number, b.title AS to_title
ORDER BY id
