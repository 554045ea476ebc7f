// title = "Money by level of government"
// title_zh = "资金按政府级次"
// description = "What the target sheets of a year print as central, provincial, city and county money, by department. Sheets that cover carried-over money stand apart (`carried_over`). Level and fund are two cuts through one total. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "绩效目标表所列中央、省、市、县各级资金，按部门汇总；对应结转资金的表另列（carried_over）；级次与资金来源是同一总额的两种口径。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["fiscal_year", "department", "department_id", "carried_over", "level"]
//
// [parameters]
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// carried_over = { type = "boolean", description = "whether the sheets are joined to rows of carried-over money" }
// level = { type = "text", description = "central, provincial, city, county, city-county, higher, self, other" }
// sheets = { type = "integer", description = "how many sheets" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(s:PerformanceSheet)<-[:OF_SHEET]-(m:SheetAmount)
WHERE (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id AND d.stage = 'budget' AND coalesce($year, d.fiscalYear) = d.fiscalYear
  AND NOT coalesce(('sheets' + ' ' + m.document) IN d.repeats, false) AND m.horizon = 'annual' AND m.level IS NOT NULL
WITH o, d.fiscalYear AS fiscal_year, EXISTS { MATCH (s)-[:COVERS]->(a:Allocation {timing: 'carryover'}) } AS carried_over,
     m.level AS level, count(DISTINCT s.id) AS sheets, sum(m.amountFen) AS amount_fen,
     collect(CASE WHEN m.amountFen IS NULL THEN m.amountYuan END) AS amount_rest
RETURN o.id AS department_id, o.name AS department, fiscal_year, carried_over, level, sheets, amount_fen, amount_rest
