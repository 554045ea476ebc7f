// title = "Who gets what by a notice's own table"
// title_zh = "资金文件分配表"
// description = "The distribution table of a policy document that is loaded: each money once, as the notice gives it this time. It is never added to the money of projects."
// description_zh = "已载入的资金文件所附分配表，每笔资金计一次（本次下达数）；从不与项目资金相加。"
// order = ["document", "page", "line", "distribution_id"]
//
// [parameters]
// policy = { type = "policy", required = true, description = "the policy document: its number in any brackets, its title or its id" }
//
// [columns]
// recipient = { type = "text", description = "who gets it, as printed" }
// within = { type = "text", description = "the group of recipients that it stands in" }
// project = { type = "text", description = "what for" }
// level = { type = "text", description = "the level of government that gives it" }
// code = { type = "text", description = "the subject code to book it under" }
// fund = { type = "text", description = "the fund; nothing for a total over funds" }
// amount_yuan = { type = "money", unit = "yuan", description = "the amount" }
// document = { type = "text", description = "the file that states it" }
// line = { type = "integer", description = "the line of a text file" }
// page = { type = "integer", description = "the page of a paged file" }
// distribution_id = { type = "id", description = "the row" }
MATCH (p:PolicyDocument {id: $policy})<-[:OF_POLICY]-(n:Notice)<-[:OF_NOTICE]-(x:Distribution)
WHERE x.counted
RETURN x.recipient AS recipient, x.recipientWithin AS `within`, x.project AS project, x.level AS level, x.code AS code, x.fund AS fund,
       x.amountYuan AS amount_yuan, x.document AS document, x.line AS line, x.page AS page, x.id AS distribution_id
