// title = "三公 over years and departments"
// title_zh = "“三公”经费历年情况"
// description = "The rows of the table of 三公: abroad, reception, vehicles. Of a final account, the budget beside what was spent. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "“三公”经费表各行：因公出国（境）、公务接待、公务用车；决算中预算数与决算数并列。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["department", "fiscal_year", "stage", "document", "line", "page", "item", "fund", "amount_yuan", "department_id"]
//
// [parameters]
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// department_id = { type = "id", description = "the department or unit that publishes" }
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// item = { type = "text", description = "the row as printed" }
// row_kind = { type = "text", description = "total, subtotal, leaf or of-which" }
// fund = { type = "text", description = "the fund; nothing for a total over funds" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(l:BudgetLine)
WHERE l.`table` = 'three-public' AND l.measure = 'amount' AND NOT coalesce((l.`table` + ' ' + l.document) IN d.repeats, false)
  AND l.fiscalYear = d.fiscalYear
  AND (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear
RETURN o.id AS department_id, o.name AS department, l.fiscalYear AS fiscal_year, l.stage AS stage, l.item AS item,
       l.rowKind AS row_kind, l.fund AS fund, l.amountYuan AS amount_yuan, l.document AS document, l.line AS line, l.page AS page
