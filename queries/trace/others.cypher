// The documents that give the money of those projects or are their basis, by the disclosure that says so.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(c:Citation)-[:REFERS_TO]->(q:PolicyDocument)
WHERE c.relation <> 'mention'
RETURN j.id AS project, c.document AS document, q.id AS policy_id
