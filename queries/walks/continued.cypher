// The projects that some projects are inferred to continue, or to be continued by.
// $nodes: ids of projects
MATCH (a:Project)<-[:FROM_PROJECT]-(:Inference)-[:TO_PROJECT]->(b:Project)
WHERE a.id IN $nodes
RETURN b.id AS project_id
UNION ALL
MATCH (a:Project)<-[:TO_PROJECT]-(:Inference)-[:FROM_PROJECT]->(b:Project)
WHERE a.id IN $nodes
RETURN b.id AS project_id
