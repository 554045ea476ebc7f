// What is loaded: each disclosure with its files and its publisher.
MATCH (d:Disclosure)-[:PUBLISHED_BY]->(o:Organization)
RETURN d.id AS id, d.documents AS documents, d.fiscalYear AS fiscal_year, d.stage AS stage, d.place AS place, d.kinds AS kinds,
       o.id AS publisher_id, o.name AS publisher, o.kind AS publisher_kind
