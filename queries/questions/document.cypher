// title = "Everything about one document"
// title_zh = "一份公开文件的全部内容"
// description = "How many statements of each kind a loaded file makes, and where. kg coverage says what of it was left unread, kg show gives each statement."
// description_zh = "一份已载入文件所作各类陈述的数量及所在位置；未读部分见 kg coverage，逐条内容见 kg show。"
// order = ["kind"]
//
// [parameters]
// document = { type = "document", required = true, description = "the file: its name, path, or id as kg documents prints it" }
//
// [columns]
// kind = { type = "text", description = "the class of the statements" }
// statements = { type = "integer", description = "how many" }
// first_line = { type = "integer", description = "the first line that makes one" }
// last_line = { type = "integer", description = "the last line" }
// first_page = { type = "integer", description = "the first page" }
// last_page = { type = "integer", description = "the last page" }
MATCH (n:Allocation) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Allocation' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:BudgetLine) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'BudgetLine' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:Citation) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Citation' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:Distribution) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Distribution' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:Figure) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Figure' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:Finding) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Finding' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:Indicator) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Indicator' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:Notice) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Notice' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:Paragraph) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'Paragraph' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:PerformanceSheet) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'PerformanceSheet' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:PurchasedService) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'PurchasedService' AS kind, statements, first_line, last_line, first_page, last_page
UNION ALL
MATCH (n:SheetAmount) WHERE n.document = $document
WITH count(*) AS statements, min(n.line) AS first_line, max(n.line) AS last_line, min(n.page) AS first_page, max(n.page) AS last_page
WHERE statements > 0
RETURN 'SheetAmount' AS kind, statements, first_line, last_line, first_page, last_page
