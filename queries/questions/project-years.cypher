// title = "A project over the years, also under a changed name"
// title_zh = "某项目历年资金（含更名后）"
// description = "Every row of money of a project, and of the projects that are inferred to be the same under another name (`same` false): the inference is a likeness with a confidence, no statement of a document."
// description_zh = "某项目历年的每一笔资金，以及据推断为同一项目、名称有变者（same 为 false）；推断只是相似，并非文件所载。"
// order = ["fiscal_year", "stage", "timing", "project", "fund", "document", "line", "page", "-amount_yuan", "project_id"]
// walk = "continued"
//
// [parameters]
// project = { type = "project", required = true, description = "the project: its name or its id" }
//
// [columns]
// project_id = { type = "id", description = "the project" }
// project = { type = "text", description = "its name" }
// unit = { type = "text", description = "the unit whose project it is" }
// same = { type = "boolean", description = "whether it is the project that was asked for" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// stage = { type = "text", description = "budget, adjusted, executed or final" }
// timing = { type = "text", description = "current, carryover, …; nothing where the table does not tell or holds both" }
// fund = { type = "text", description = "the fund; nothing for a total over funds" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
MATCH (k:Project)<-[:OF_PROJECT]-(a:Allocation)
WHERE k.id IN $nodes
RETURN k.id AS project_id, k.name AS project, k.unit AS unit, k.id = $project AS same, a.fiscalYear AS fiscal_year,
       a.stage AS stage, a.timing AS timing, a.fund AS fund, a.amountYuan AS amount_yuan, a.document AS document,
       a.line AS line, a.page AS page
