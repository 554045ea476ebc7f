// The amounts by level of government that those target sheets print.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(s:PerformanceSheet)
WITH s
MATCH (s)<-[:OF_SHEET]-(m:SheetAmount)
RETURN s.id AS sheet, m.horizon AS horizon, m.level AS level, m.amountYuan AS amount_yuan, m.id AS id
ORDER BY id
