// The projects that cite a policy document, their units and departments, and whether it hands their money down.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)
OPTIONAL MATCH (j)-[:OF_UNIT]->(u:Organization)
OPTIONAL MATCH (u)-[:SUB_ORGANIZATION_OF]->(o:Organization)
OPTIONAL MATCH (u)-[:IN_PLACE]->(l:Place)
OPTIONAL MATCH (j)-[:FUNDED_BY]->(f:PolicyDocument {id: $policy})
RETURN j.id AS id, j.name AS name, u.id AS unit_id, u.name AS unit, u.kind AS unit_kind,
       o.id AS department_id, o.name AS department, l.name AS place, f.id IS NOT NULL AS funded
ORDER BY id, department_id
