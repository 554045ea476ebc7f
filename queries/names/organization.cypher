// The names of all organizations.
MATCH (n:Organization)
RETURN n.id AS id, n.name AS name, '' AS other, n.place AS detail, n.kind AS body
