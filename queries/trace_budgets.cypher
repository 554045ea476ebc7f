// Whose budgets are loaded, by year: a final account counts only where there is none.
// $stage: budget
MATCH (d:Disclosure {stage: $stage})-[:PUBLISHED_BY]->(o:Organization)
RETURN DISTINCT o.id AS publisher, d.fiscalYear AS fiscal_year
ORDER BY publisher, fiscal_year
