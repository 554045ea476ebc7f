// The bodies to which the table of a policy document gives money.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:OF_POLICY]-(n:Notice)<-[:OF_NOTICE]-(d:Distribution)
      -[:TO_ORGANIZATION]->(o:Organization)
RETURN DISTINCT o.id AS organization
