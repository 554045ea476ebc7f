// title = "Indicators by kind and target"
// title_zh = "绩效指标：按类别与指标值"
// description = "The indicators of projects' target sheets whose name holds some words, with what is to be reached; `kind` keeps those of one kind (a word of level 1 or 2, such as 数量指标)."
// description_zh = "项目绩效目标表中名称含有某些文字的指标及其指标值；kind 限定一级或二级指标名称（如数量指标）。"
// order = ["department", "fiscal_year", "project", "level1", "level2", "document", "line", "page", "indicator_id"]
//
// [parameters]
// words = { type = "text", required = true, description = "what the name of the indicator holds" }
// kind = { type = "text", description = "level 1 or level 2 of the indicator; all, if not given" }
// horizon = { type = "text", default = "annual", description = "annual or period" }
// department = { type = "organization", description = "the department or unit that publishes; all, if not given" }
// year = { type = "year", description = "the fiscal year; all, if not given" }
//
// [columns]
// department = { type = "text", description = "its name" }
// fiscal_year = { type = "integer", description = "the fiscal year" }
// project = { type = "text", description = "its name" }
// level1 = { type = "text", description = "level 1" }
// level2 = { type = "text", description = "level 2" }
// level3 = { type = "text", description = "the indicator" }
// target = { type = "text", description = "what is to be reached, as printed" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
// indicator_id = { type = "id", description = "the indicator" }
MATCH (o:Organization)<-[:PUBLISHED_BY]-(d:Disclosure)<-[:STATED_IN]-(i:Indicator)
WHERE coalesce($department, o.id) = o.id AND coalesce($year, d.fiscalYear) = d.fiscalYear AND (coalesce($kind, i.level1) = i.level1 OR $kind = i.level2) AND i.horizon = $horizon AND i.level3 CONTAINS $words
RETURN o.name AS department, d.fiscalYear AS fiscal_year, i.project AS project,
       i.level1 AS level1, i.level2 AS level2, i.level3 AS level3, i.target AS target, i.document AS document, i.line AS line,
       i.page AS page, i.id AS indicator_id
