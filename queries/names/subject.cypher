// The names and codes of all subjects, by the series that joins their editions.
MATCH (s:SubjectCode)-[:IN_SERIES]->(n:SubjectSeries)
RETURN DISTINCT n.id AS id, s.name AS name, s.code AS other, s.classification AS detail, '' AS body
