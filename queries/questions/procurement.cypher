// title = "Government procurement"
// title_zh = "政府采购"
// description = "What disclosures state of government procurement in their text: in all, goods, works and services. A unit's disclosure that its department's holds is left out unless the unit is asked for, and of several files one counts."
// description_zh = "公开文件正文所述政府采购：总额、货物、工程、服务。其数已含于部门公开内容的单位不计，除非指名该单位；同一内容的多个文件只计其一。"
// order = ["department", "fiscal_year", "stage", "key", "document", "line", "page", "figure_id"]
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
// key = { type = "text", description = "procurement_total, procurement_goods, procurement_works or procurement_services" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
// figure_id = { type = "id", description = "the number in the text" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(f:Figure)
WHERE f.key IN ['procurement_total', 'procurement_goods', 'procurement_works', 'procurement_services']
  AND NOT coalesce(('figures' + ' ' + f.document) IN d.repeats, false)
  AND (d.counted OR $department = o.id) AND coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear
RETURN o.id AS department_id, o.name AS department, d.fiscalYear AS fiscal_year, d.stage AS stage, f.key AS key,
       f.amountYuan AS amount_yuan, f.document AS document, f.line AS line, f.page AS page, f.id AS figure_id
