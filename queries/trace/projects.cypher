// The projects that cite a policy document, and their units.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)-[:OF_UNIT]->(u:Organization)
RETURN j.id AS id, j.name AS name, u.id AS unit_id, u.name AS unit, u.kind AS unit_kind, u.place AS place
