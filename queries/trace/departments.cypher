// The departments of the units whose projects cite a policy document.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)-[:OF_UNIT]->(u:Organization)
      -[:SUB_ORGANIZATION_OF]->(o:Organization)
RETURN u.id AS unit_id, o.id AS department_id, o.name AS department
