// The names of all places.
MATCH (n:Place)
RETURN n.id AS id, n.name AS name, n.fullName AS other, '' AS detail, '' AS body
