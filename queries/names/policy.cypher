// The names of all policy documents.
MATCH (n:PolicyDocument)
RETURN n.id AS id, n.number AS name, n.title AS other, n.issuer AS detail, '' AS body
