// The rows of the printed tables that this money is read from: which table, and whose the row is.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(a:Allocation)-[:WAS_DERIVED_FROM]->(b:BudgetLine)
RETURN a.id AS allocation, b.`table` AS printed_in, b.scope AS scope
