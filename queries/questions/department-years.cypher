// title = "A department over the years"
// title_zh = "某部门历年收支"
// description = "The totals that a department's tables print, year by year: income by fund and carryover, expenditure in all, basic and project. Rows of different tables say the same money in different cuts and must not be added. Of several files that print it one counts."
// description_zh = "某部门各年公开表的合计数：收入按来源与结转，支出按总额、基本支出、项目支出；不同表是同一资金的不同口径，不得相加。同一内容的多个文件只计其一。"
// order = ["fiscal_year", "stage", "table", "side", "fund", "expenditure", "timing", "amount_yuan", "document", "line", "page"]
//
// [parameters]
// department = { type = "organization", required = true, description = "the department or unit that publishes" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// table = { type = "text", description = "the table that prints it" }
// side = { type = "text", description = "income or expenditure" }
// fund = { type = "text", description = "the fund; nothing for a total over funds" }
// expenditure = { type = "text", description = "basic, project, …; nothing for the total" }
// timing = { type = "text", description = "current, carryover, …; nothing where the table does not tell or holds both" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
MATCH (o:Organization {id: $department})<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(l:BudgetLine)
WHERE l.rowKind = 'total' AND l.measure = 'amount' AND l.`table` IN ['income', 'expenditure', 'appropriation-summary']
  AND NOT coalesce((l.`table` + ' ' + l.document) IN d.repeats, false)
  AND l.fiscalYear = d.fiscalYear AND l.stage = d.stage AND coalesce($year, d.fiscalYear) = d.fiscalYear
RETURN l.fiscalYear AS fiscal_year, l.stage AS stage, l.`table` AS `table`, l.side AS side, l.fund AS fund,
       l.expenditure AS expenditure, l.timing AS timing, l.amountYuan AS amount_yuan, l.document AS document,
       l.line AS line, l.page AS page
