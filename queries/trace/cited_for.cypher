// The projects for which a policy document is cited, by citation.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:REFERS_TO]-(c:Citation)-[:OF_PROJECT]->(j:Project)
RETURN c.id AS citation, j.id AS project
