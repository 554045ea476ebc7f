// The projects to which a policy document hands their money down.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:FUNDED_BY]-(j:Project)
RETURN j.id AS project
