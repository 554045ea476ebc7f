// The amounts of the year, by level of government, that those target sheets print.
// $policy: id of a PolicyDocument
MATCH (p:PolicyDocument {id: $policy})<-[:CITES]-(j:Project)<-[:OF_PROJECT]-(s:PerformanceSheet)
WITH s
MATCH (s)<-[:OF_SHEET]-(m:SheetAmount)
WITH s.id AS sheet, m.horizon AS horizon, m.level AS level, m.amountYuan AS amount_yuan, m.id AS id
WHERE horizon = 'annual' AND level IS NOT NULL
RETURN sheet, level, amount_yuan, id
ORDER BY id
