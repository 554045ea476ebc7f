// The names of all funding sources.
MATCH (n:FundingSource)
RETURN n.id AS id, n.name AS name, n.code AS other, '' AS detail, '' AS body
