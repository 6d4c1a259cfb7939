/*
 * The language of kvlab. Statements end at a newline or ';'. Keywords are case-insensitive; names are not.
 * Rules whose name says what a word stands for (policyName, taskName, ...) are what completion and error
 * messages go by: keep them apart even where they look alike.
 */
grammar KvLab;

options { caseInsensitive = true; }

// ---- entry points -------------------------------------------------------------------------------

program
    : line (separator line)* EOF
    ;

singleStatement
    : separator* statement separator* EOF
    ;

singlePolicy
    : NEWLINE* policy NEWLINE* EOF
    ;

line
    : statement?
    ;

separator
    : NEWLINE
    | SEMICOLON
    ;

// ---- statements ---------------------------------------------------------------------------------

statement
    : query                                                     #run
    | resultName EQUALS query                                   #bind
    | EXPLAIN source                                            #explain
    | PLOT plotKind OF source plotOption*                       #plot
    | COMPARE policy VS policy OF source filter*                #compare
    | SHOW showTopic                                            #show
    | SHOW PROMPT promptOption+                                 #showPrompt
    | SHOW boundName                                            #showResult
    | DESCRIBE describedName                                    #describe
    | HELP helpTopic?                                           #help
    | EXPORT source TO file                                     #export
    | REPORT (PAPER OF)? source (TO file)?                      #report
    | SET settingName EQUALS? settingValue                      #set
    ;

query
    : COMPRESS policy (comma policy)* compressOption*           #compress
    | BASELINE baselineOption+                                  #baseline
    | ATTENTION attentionOption+                                #attention
    | GENERATE text generateOption*                             #generate
    ;

source
    : query                                                     #openQuery
    | LEFT_PAREN NEWLINE* query NEWLINE* RIGHT_PAREN            #closedQuery
    | boundName                                                 #boundResult
    ;

showTopic
    : MODELS
    | TASKS
    | POLICIES
    | RUNS
    | SETTINGS
    | PLOTS
    ;

// ---- options, in any order ----------------------------------------------------------------------

compressOption
    : budgetClause
    | taskClause
    | modelClause
    | runClause
    | maxClause
    ;

baselineOption
    : taskClause
    | modelClause
    | runClause
    | maxClause
    ;

attentionOption
    : taskClause
    | modelClause
    | lookClause
    ;

promptOption
    : taskClause
    | modelClause
    | exampleClause
    ;

generateOption
    : COMPRESS policy                                           #compressWith
    | budgetClause                                              #budget
    | modelClause                                               #model
    | maxClause                                                 #length
    ;

budgetClause
    : RATIO numbers                                             #ratio
    | CAPACITY numbers                                          #capacity
    | DECODE RATIO numbers                                      #decodeRatio
    | AT point (comma point)*                                   #compressionPoint
    ;

taskClause
    : ON task (comma task)*                                     #onTasks
    | SHOTS numbers (AS TURNS)?                                 #shots
    | CONTEXT number                                            #context
    ;

modelClause
    : WITH modelName (comma modelName)*                         #withModels
    | SEED number                                               #seed
    | CHAT chatMode                                             #chat
    | DEVICE deviceName                                         #device
    ;

runClause
    : LIMIT number                                              #limit
    | CONTINUATION number                                       #continuation
    | WINDOWS number                                            #windows
    | SCORING scoringMode                                       #scoring
    | WITHOUT mechanismName (comma mechanismName)*              #without
    | FRESH                                                     #fresh
    ;

maxClause
    : MAX number
    ;

lookClause
    : exampleClause                                             #examples
    | LAYER numbers                                             #layers
    | HEAD numbers                                              #heads
    ;

exampleClause
    : EXAMPLE numbers
    ;

point
    : PROMPT
    | QUESTION
    | LAST
    ;

chatMode
    : ON arguments?
    | OFF
    | AUTO
    | file arguments?
    ;

scoringMode
    : GENERATION
    | LIKELIHOOD
    ;

plotOption
    : BY columnName                                             #plotBy
    | COLOR columnName                                          #plotColor
    | FACET columnName                                          #plotFacet
    | SAVE file                                                 #plotSave
    | filter                                                    #plotFilter
    ;

filter
    : TASK task (comma task)*                                   #filterTasks
    | MODEL modelName (comma modelName)*                        #filterModels
    | POLICY policy (comma policy)*                             #filterPolicies
    | key=(RATIO | CAPACITY | SHOTS | EXAMPLE | LAYER | HEAD) numbers   #filterNumbers
    ;

// ---- policies, tasks and their parameters -------------------------------------------------------

policy
    : policyName arguments?
    ;

task
    : taskName arguments?
    ;

arguments
    : LEFT_PAREN NEWLINE* (argument NEWLINE* (comma argument NEWLINE*)*)? RIGHT_PAREN
    ;

argument
    : parameterName EQUALS value                                #namedArgument
    | value                                                     #positionalArgument
    ;

value
    : product (operator=(PLUS | MINUS) product)*
    ;

product
    : factor (operator=(STAR | SLASH) factor)*
    ;

factor
    : MINUS? atom
    ;

atom
    : NUMBER                                                    #numberValue
    | STRING                                                    #textValue
    | truth=(TRUE | FALSE)                                      #flagValue
    | valueName arguments?                                      #wordValue
    | LEFT_PAREN value RIGHT_PAREN                              #groupValue
    | LEFT_BRACKET NEWLINE* (value NEWLINE* (comma value NEWLINE*)*)? RIGHT_BRACKET   #listValue
    ;

// ---- numbers and texts --------------------------------------------------------------------------

numbers
    : numberItem (comma numberItem)*
    ;

numberItem
    : from=number (RANGE to=number (STEP by=number)?)?
    ;

number
    : MINUS? NUMBER
    ;

settingValue
    : number
    | STRING
    | word
    | TRUE
    | FALSE
    ;

text
    : STRING
    ;

file
    : STRING
    ;

comma
    : COMMA NEWLINE*
    ;

// ---- names, by what they stand for --------------------------------------------------------------

policyName : name | STRING ;
taskName : name | STRING ;
modelName : name | STRING ;
resultName : name ;
boundName : name ;
deviceName : name ;
mechanismName : name ;
plotKind : word ;
columnName : word ;
settingName : word ;
parameterName : word ;
valueName : word ;
describedName : word | STRING ;
helpTopic : word | TRUE | FALSE ;

name
    : NAME
    | nonReserved
    ;

// Any word but true and false: where nothing else could follow, clause keywords are names too.
word
    : name
    | clauseWord
    ;

// Keywords that may serve as names everywhere.
nonReserved
    : COMPRESS | BASELINE | ATTENTION | GENERATE | EXPLAIN | PLOT | COMPARE | SHOW | DESCRIBE | HELP | EXPORT | REPORT
    | SET | MODELS | TASKS | POLICIES | RUNS | SETTINGS | PLOTS | PAPER | PROMPT | QUESTION | LAST | OFF | AUTO
    | GENERATION | LIKELIHOOD | AS | TURNS
    ;

// Keywords that begin an option: names only inside parentheses, after 'by', 'set', 'help' and the like.
clauseWord
    : RATIO | CAPACITY | DECODE | AT | ON | WITH | LIMIT | SEED | SHOTS | CONTEXT | CONTINUATION | WINDOWS | MAX | CHAT
    | DEVICE | SCORING | WITHOUT | FRESH | EXAMPLE | LAYER | HEAD | OF | BY | COLOR | FACET | SAVE | TASK | MODEL | POLICY
    | VS | TO | STEP
    ;

// ---- keywords -----------------------------------------------------------------------------------

COMPRESS : 'compress' ;
BASELINE : 'baseline' ;
ATTENTION : 'attention' ;
GENERATE : 'generate' ;
EXPLAIN : 'explain' ;
PLOT : 'plot' ;
COMPARE : 'compare' ;
SHOW : 'show' ;
DESCRIBE : 'describe' ;
HELP : 'help' ;
EXPORT : 'export' ;
REPORT : 'report' ;
SET : 'set' ;

RATIO : 'ratio' ;
CAPACITY : 'capacity' ;
DECODE : 'decode' ;
AT : 'at' ;
ON : 'on' ;
WITH : 'with' ;
SHOTS : 'shots' ;
AS : 'as' ;
TURNS : 'turns' ;
LIMIT : 'limit' ;
SEED : 'seed' ;
CONTEXT : 'context' ;
CONTINUATION : 'continuation' ;
WINDOWS : 'windows' ;
MAX : 'max' ;
CHAT : 'chat' ;
DEVICE : 'device' ;
SCORING : 'scoring' ;
WITHOUT : 'without' ;
FRESH : 'fresh' ;
EXAMPLE : 'example' ;
LAYER : 'layer' ;
HEAD : 'head' ;
OF : 'of' ;
BY : 'by' ;
COLOR : 'color' ;
FACET : 'facet' ;
SAVE : 'save' ;
TASK : 'task' ;
MODEL : 'model' ;
POLICY : 'policy' ;
VS : 'vs' ;
TO : 'to' ;
STEP : 'step' ;

MODELS : 'models' ;
TASKS : 'tasks' ;
POLICIES : 'policies' ;
RUNS : 'runs' ;
SETTINGS : 'settings' ;
PLOTS : 'plots' ;
PAPER : 'paper' ;
PROMPT : 'prompt' ;
QUESTION : 'question' ;
LAST : 'last' ;
OFF : 'off' ;
AUTO : 'auto' ;
GENERATION : 'generation' ;
LIKELIHOOD : 'likelihood' ;
TRUE : 'true' ;
FALSE : 'false' ;

// ---- other tokens -------------------------------------------------------------------------------

RANGE : '..' ;
EQUALS : '=' ;
COMMA : ',' ;
SEMICOLON : ';' ;
LEFT_PAREN : '(' ;
RIGHT_PAREN : ')' ;
LEFT_BRACKET : '[' ;
RIGHT_BRACKET : ']' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
SLASH : '/' ;

NUMBER
    : (DIGIT+ ('.' DIGIT+)? | '.' DIGIT+) ('e' [+-]? DIGIT+)?
    ;

// '-' and '.' may stand inside a name, never at its end: 'cap-8' is a name, 'cap - 8' a difference.
NAME
    : LETTER (LETTER | DIGIT | [-.] (LETTER | DIGIT))*
    ;

STRING
    : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"'
    ;

OPEN_STRING
    : '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'?
    ;

COMMENT : '#' ~[\r\n]* -> channel(HIDDEN) ;
NEWLINE : '\r'? '\n' | '\r' ;
CONTINUED : '\\' [ \t]* ('\r'? '\n' | '\r') -> channel(HIDDEN) ;
BLANK : [ \t\u000B\f\u00A0\u2000-\u200B\u202F\u3000\uFEFF]+ -> channel(HIDDEN) ;
UNKNOWN : . ;

fragment DIGIT : [0-9] ;
fragment LETTER : [a-z_] ;
