// All citations of the projects that cite a policy document, with what they refer to.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(c:Citation)-[:REFERS_TO]->(q:PolicyDocument)
RETURN j.id AS project, c.document AS document, c.relation AS relation, q.id AS policy, c.id AS citation
ORDER BY citation
