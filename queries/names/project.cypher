// The names of all projects.
MATCH (n:Project)
RETURN n.id AS id, n.name AS name, n.projectCode AS other, n.unit AS detail, '' AS body
