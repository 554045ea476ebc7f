// title = "A subject code over departments and years"
// title_zh = "某预算科目历年各部门支出"
// description = "What departments spend under a subject code and all codes below it, across the editions of the classification: sums of the rows that nothing is below, by table and column. Rows of different tables, and a total and its parts, must not be added. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "各部门在某科目及其下级科目（跨各版分类）的支出：按表、按栏汇总最末级各行；不同表之间、合计与其分项之间不得相加。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["fiscal_year", "stage", "table", "department", "side", "fund", "expenditure", "timing", "department_id"]
//
// [parameters]
// subject = { type = "subject", required = true, description = "the subject code: its digits, its name or its id; all editions of it" }
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// table = { type = "text", description = "the table that prints it" }
// side = { type = "text", description = "income or expenditure" }
// fund = { type = "text", description = "the fund; nothing for a total over funds" }
// expenditure = { type = "text", description = "basic, project, …; nothing for the total" }
// timing = { type = "text", description = "current, carryover, …; nothing where the table does not tell or holds both" }
// rows = { type = "integer", description = "rows that were added" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
MATCH (z:SubjectSeries {id: $subject})<-[:IN_SERIES]-(t:SubjectCode)<-[:BROADER*0..3]-(s:SubjectCode)
      <-[:HAS_SUBJECT]-(l:BudgetLine)-[:STATED_IN]->(d:Disclosure)-[:PUBLISHED_BY]->(o:Organization)
WHERE (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear
WITH DISTINCT o, d, l
WHERE l.rowKind = 'leaf' AND l.measure = 'amount' AND l.fiscalYear = d.fiscalYear AND l.stage = d.stage
  AND NOT coalesce((l.`table` + ' ' + l.document) IN d.repeats, false)
RETURN o.id AS department_id, o.name AS department, l.fiscalYear AS fiscal_year, l.stage AS stage, l.`table` AS `table`,
       l.side AS side, l.fund AS fund, l.expenditure AS expenditure, l.timing AS timing, count(*) AS rows,
       sum(l.amountFen) AS amount_fen, collect(CASE WHEN l.amountFen IS NULL THEN l.amountYuan END) AS amount_rest
