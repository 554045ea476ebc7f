// The departments of the units whose projects cite a policy document.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)-[:OF_UNIT]->(u:Organization)
      -[:SUB_ORGANIZATION_OF]->(o:Organization)
RETURN DISTINCT u.id AS unit_id, o.id AS department_id, o.name AS department
ORDER BY unit_id, department_id
