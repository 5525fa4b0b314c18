<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AddressParts</name>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Scheme</source>
        <translation>协议</translation>
    </message>
</context>
<context>
    <name>AdviceCard</name>
    <message>
        <source>Back to the live answer</source>
        <translation>回到实时应答</translation>
    </message>
    <message>
        <source>Cancelled after {n} s</source>
        <translation>已在 {n} s 后取消</translation>
    </message>
    <message>
        <source>It was kept with the request. Secrets in it are masked.</source>
        <translation>它随请求保存。其中的机密已遮盖。</translation>
    </message>
    <message>
        <source>Saved answer “{name}”</source>
        <translation>已保存的应答“{name}”</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Stopped after {n} s</source>
        <translation>已在 {n} 秒后停止</translation>
    </message>
    <message>
        <source>The previous response is shown.</source>
        <translation>当前显示的是上一次的响应。</translation>
    </message>
    <message>
        <source>The request ID was copied.</source>
        <translation>已复制请求 ID。</translation>
    </message>
    <message>
        <source>What arrived until then is kept below.</source>
        <translation>到那时为止收到的内容保留在下方。</translation>
    </message>
</context>
<context>
    <name>AfterPage</name>
    <message>
        <source>After the answer</source>
        <translation>收到响应之后</translation>
    </message>
    <message>
        <source>From any answer, not only 2xx</source>
        <translation>取自任何响应，不限于 2xx</translation>
    </message>
    <message>
        <source>Set variables from the answer</source>
        <translation>用响应设置变量</translation>
    </message>
    <message>
        <source>They have their values from the next 2xx answer until the window closes; no file is written. A JSON path looks like $.result.access_token.</source>
        <translation>从下一个 2xx 响应起有值，直到窗口关闭；不写入任何文件。JSON 路径形如 $.result.access_token。</translation>
    </message>
</context>
<context>
    <name>AnswerPanel</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>再次运行</translation>
    </message>
    <message>
        <source>Show results above</source>
        <translation>显示高于此值的结果</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>The model answered, but not in a form that can be shown here.</source>
        <translation>模型已回答，但其形式无法在此显示。</translation>
    </message>
    <message>
        <source>The model did not answer. Try again.</source>
        <translation>模型没有回答，请重试。</translation>
    </message>
    <message>
        <source>in less than 0.01 seconds</source>
        <translation>用时不到 0.01 秒</translation>
    </message>
    <message>
        <source>in {n} seconds</source>
        <translation>用时 {n} 秒</translation>
    </message>
    <message>
        <source>saved answer</source>
        <translation>已保存的回答</translation>
    </message>
</context>
<context>
    <name>AnswerSection</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Inherited: {value}</source>
        <translation>继承：{value}</translation>
    </message>
    <message>
        <source>Most MB to unpack</source>
        <translation>解压上限（MB）</translation>
    </message>
    <message>
        <source>Packed answers may grow to this.</source>
        <translation>压缩的响应最多可解压到此大小。</translation>
    </message>
</context>
<context>
    <name>AppBar</name>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>No environment</source>
        <translation>无环境</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>显示或隐藏侧边栏</translation>
    </message>
    <message>
        <source>The token has expired</source>
        <translation>令牌已过期</translation>
    </message>
    <message>
        <source>What to do with the request</source>
        <translation>如何使用请求</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>Built a request from cURL.</source>
        <translation>已根据 cURL 创建请求。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>AssertionsPage</name>
    <message>
        <source>Assertions</source>
        <translation>断言</translation>
    </message>
    <message>
        <source>Such as res.status eq 200, res.body.result[0].label eq rose, res.responseTime lt 500 (in milliseconds), or $.scores[0] gte 0.5. Label and score of a model’s answer are res.reading.label and res.reading.score.</source>
        <translation>例如 res.status eq 200、res.body.result[0].label eq rose、res.responseTime lt 500（毫秒），或 $.scores[0] gte 0.5。模型应答的标签和分数是 res.reading.label 和 res.reading.score。</translation>
    </message>
    <message>
        <source>What must be true of the answer</source>
        <translation>应答必须满足的条件</translation>
    </message>
</context>
<context>
    <name>AuthPage</name>
    <message>
        <source>Auth</source>
        <translation>认证</translation>
    </message>
    <message>
        <source>Inherit from folder or collection</source>
        <translation>继承自文件夹或集合</translation>
    </message>
    <message>
        <source>No auth</source>
        <translation>无认证</translation>
    </message>
    <message>
        <source>No folder and no collection above this request sets an auth, so none is sent.</source>
        <translation>此请求的上级文件夹和集合都未设置认证，因此不会发送认证信息。</translation>
    </message>
    <message>
        <source>Show where it is set</source>
        <translation>显示设置它的位置</translation>
    </message>
    <message>
        <source>The request is sent without credentials.</source>
        <translation>发送此请求时不携带凭据。</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>the collection</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>“{kind}” is inherited from {place}.</source>
        <translation>“{kind}”继承自“{place}”。</translation>
    </message>
</context>
<context>
    <name>AuthorityDialog</name>
    <message>
        <source>Choose a CA file in PEM form</source>
        <translation>选择 PEM 格式的 CA 文件</translation>
    </message>
</context>
<context>
    <name>AuthorityList</name>
    <message>
        <source>Add CA file…</source>
        <translation>添加 CA 文件…</translation>
    </message>
    <message>
        <source>Remove {path}</source>
        <translation>移除 {path}</translation>
    </message>
    <message>
        <source>Those of the system</source>
        <translation>系统自带的</translation>
    </message>
    <message>
        <source>Trusted CA files</source>
        <translation>受信任的 CA 文件</translation>
    </message>
    <message>
        <source>{path}, inherited</source>
        <translation>{path}（继承）</translation>
    </message>
</context>
<context>
    <name>AuthorityRow</name>
    <message>
        <source>{n} more certificates are in it.</source>
        <translation>其中还有 {n} 个证书。</translation>
    </message>
</context>
<context>
    <name>BarList</name>
    <message>
        <source>Class probabilities</source>
        <translation>类别概率</translation>
    </message>
</context>
<context>
    <name>BatchCharts</name>
    <message>
        <source>By class</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Most confused</source>
        <translation>最易混淆</translation>
    </message>
    <message>
        <source>Precision and recall by class</source>
        <translation>各类别的精确率和召回率</translation>
    </message>
    <message>
        <source>Predicted class</source>
        <translation>预测类别</translation>
    </message>
    <message>
        <source>Predicted classes</source>
        <translation>预测的类别</translation>
    </message>
    <message>
        <source>Response time</source>
        <translation>响应时间</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>回答数</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>expected</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>expected, then predicted</source>
        <translation>期望，然后是预测</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>precision, recall</source>
        <translation>精确率，召回率</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>rows are expected</source>
        <translation>行为期望</translation>
    </message>
    <message>
        <source>{n} answers</source>
        <translation>{n} 个回答</translation>
    </message>
</context>
<context>
    <name>BatchDetail</name>
    <message>
        <source>Answer of the row</source>
        <translation>该行的回答</translation>
    </message>
    <message>
        <source>Body of the answer</source>
        <translation>回答正文</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>Open in the request and send</source>
        <translation>在请求中打开并发送</translation>
    </message>
    <message>
        <source>The answer was not kept. Open the row in the request to see it again.</source>
        <translation>回答未保留。请在请求中打开该行以再次查看。</translation>
    </message>
</context>
<context>
    <name>BatchFigures</name>
    <message>
        <source>About {time} left</source>
        <translation>约剩 {time}</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Median time</source>
        <translation>时间中位数</translation>
    </message>
    <message>
        <source>Mismatches</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>No right answers are known</source>
        <translation>没有已知的正确答案</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>吞吐量</translation>
    </message>
    <message>
        <source>{n} in parallel</source>
        <translation>{n} 个并行</translation>
    </message>
    <message>
        <source>{n} of {total} match</source>
        <translation>{total} 个中 {n} 个一致</translation>
    </message>
    <message>
        <source>{n} of {total} sent</source>
        <translation>已发送 {n} / {total}</translation>
    </message>
    <message>
        <source>{share} of answers</source>
        <translation>占答案的 {share}</translation>
    </message>
</context>
<context>
    <name>BatchHead</name>
    <message>
        <source>As set: what the Settings page of the request says.</source>
        <translation>按设置：以请求的“设置”页为准。</translation>
    </message>
    <message>
        <source>CSV, JSON Lines or JSON…</source>
        <translation>CSV、JSON Lines 或 JSON…</translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>导出 CSV</translation>
    </message>
    <message>
        <source>Export JSON Lines…</source>
        <translation>导出 JSON Lines…</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Folder {name}, {n} files</source>
        <translation>文件夹 {name}，{n} 个文件</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>HTML report</source>
        <translation>HTML 报告</translation>
    </message>
    <message>
        <source>How many at the same time</source>
        <translation>同时进行的数量</translation>
    </message>
    <message>
        <source>More about the inputs</source>
        <translation>更多输入设置</translation>
    </message>
    <message>
        <source>More exports</source>
        <translation>更多导出</translation>
    </message>
    <message>
        <source>Parallel  </source>
        <translation>并行  </translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Repeat the request…</source>
        <translation>重复该请求…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Retries  </source>
        <translation>重试  </translation>
    </message>
    <message>
        <source>Retries as set</source>
        <translation>按设置重试</translation>
    </message>
    <message>
        <source>Retry failed</source>
        <translation>重试失败项</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>再次运行</translation>
    </message>
    <message>
        <source>Save each raw response into a folder…</source>
        <translation>将每个原始响应保存到文件夹…</translation>
    </message>
    <message>
        <source>Send as {name}</source>
        <translation>作为 {name} 发送</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Table {name}, {n} rows</source>
        <translation>表格 {name}，{n} 行</translation>
    </message>
    <message>
        <source>The same request {n} times</source>
        <translation>同一请求 {n} 次</translation>
    </message>
    <message>
        <source>Where the file goes</source>
        <translation>文件放置的位置</translation>
    </message>
    <message>
        <source>{n} files</source>
        <translation>{n} 个文件</translation>
    </message>
</context>
<context>
    <name>BatchHint</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Image services take one image per request. To send a folder, open this request in Batch.</source>
        <translation>图像服务每个请求只接受一张图片。要发送整个文件夹，请在“批量”中打开此请求。</translation>
    </message>
    <message>
        <source>Open in Batch</source>
        <translation>在“批量”中打开</translation>
    </message>
</context>
<context>
    <name>BatchOptions</name>
    <message>
        <source>A COCO file, or a folder of YOLO labels</source>
        <translation>COCO 文件，或 YOLO 标签文件夹</translation>
    </message>
    <message>
        <source>A file with a name a line, for servers that send none</source>
        <translation>每行一个名称的文件，用于不返回名称的服务</translation>
    </message>
    <message>
        <source>About the inputs</source>
        <translation>关于输入</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>As many as the workers manage</source>
        <translation>尽可能多</translation>
    </message>
    <message>
        <source>At most a second</source>
        <translation>每秒最多</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Folders within the folder too</source>
        <translation>包括子文件夹</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>JSON field {path}</source>
        <translation>JSON 字段 {path}</translation>
    </message>
    <message>
        <source>Names of classes</source>
        <translation>类别名称</translation>
    </message>
    <message>
        <source>The file to send</source>
        <translation>要发送的文件</translation>
    </message>
    <message>
        <source>True boxes</source>
        <translation>真实框</translation>
    </message>
    <message>
        <source>Variable {name}</source>
        <translation>变量 {name}</translation>
    </message>
    <message>
        <source>Where each column goes</source>
        <translation>各列放置的位置</translation>
    </message>
    <message>
        <source>Where {name} goes</source>
        <translation>{name} 放置的位置</translation>
    </message>
</context>
<context>
    <name>BatchPage</name>
    <message>
        <source>A CSV, JSON Lines or JSON file</source>
        <translation>CSV、JSON Lines 或 JSON 文件</translation>
    </message>
    <message>
        <source>A folder of pictures</source>
        <translation>图片文件夹</translation>
    </message>
    <message>
        <source>Again and again</source>
        <translation>重复发送</translation>
    </message>
    <message>
        <source>All {n}</source>
        <translation>全部 {n}</translation>
    </message>
    <message>
        <source>An earlier run over {where} is kept</source>
        <translation>保留了之前对 {where} 的运行</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批量</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a folder for the responses</source>
        <translation>选择存放响应的文件夹</translation>
    </message>
    <message>
        <source>Choose a table</source>
        <translation>选择表格</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Drop a folder of pictures or a CSV file here, or choose what the request shall be sent for.</source>
        <translation>将图片文件夹或 CSV 文件拖到此处，或选择要为哪些输入发送请求。</translation>
    </message>
    <message>
        <source>Export results</source>
        <translation>导出结果</translation>
    </message>
    <message>
        <source>Failed {n}</source>
        <translation>失败 {n}</translation>
    </message>
    <message>
        <source>Filter inputs</source>
        <translation>筛选输入</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>It has {n} of {total} results.</source>
        <translation>已有 {n} / {total} 个结果。</translation>
    </message>
    <message>
        <source>Match {n}</source>
        <translation>一致 {n}</translation>
    </message>
    <message>
        <source>Mismatch {n}</source>
        <translation>不一致 {n}</translation>
    </message>
    <message>
        <source>One request for each file. The names of its folders can be the right answers.</source>
        <translation>每个文件一个请求。其文件夹名称可作为正确答案。</translation>
    </message>
    <message>
        <source>One request for each of them.</source>
        <translation>每个文件一个请求。</translation>
    </message>
    <message>
        <source>One request for each row. Columns become variables, or fields of the JSON.</source>
        <translation>每行一个请求。各列成为变量或 JSON 字段。</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Show results</source>
        <translation>显示结果</translation>
    </message>
    <message>
        <source>Some files</source>
        <translation>一些文件</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.json *.jsonl *.ndjson)</source>
        <translation>表格 (*.csv *.tsv *.json *.jsonl *.ndjson)</translation>
    </message>
    <message>
        <source>The same request many times, to see how long answers take.</source>
        <translation>多次发送同一请求，查看回答所需时间。</translation>
    </message>
    <message>
        <source>Which results</source>
        <translation>哪些结果</translation>
    </message>
    <message>
        <source>Written to {path}.</source>
        <translation>已写入 {path}。</translation>
    </message>
    <message>
        <source>the same inputs</source>
        <translation>相同的输入</translation>
    </message>
</context>
<context>
    <name>BatchRows</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
</context>
<context>
    <name>BatchTable</name>
    <message>
        <source>Nothing was sent yet. A row comes here with each answer.</source>
        <translation>尚未发送。每得到一个应答，这里就会出现一行。</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>BodyEditor</name>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
</context>
<context>
    <name>BodyPage</name>
    <message>
        <source>1 file, {size}</source>
        <translation>1 个文件，{size}</translation>
    </message>
    <message>
        <source>Adds a row with the file</source>
        <translation>将添加一行并填入该文件</translation>
    </message>
    <message>
        <source>Beautify</source>
        <translation>美化</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>请求体</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>File to send as the body</source>
        <translation>作为请求体发送的文件</translation>
    </message>
    <message>
        <source>Form fields</source>
        <translation>表单字段</translation>
    </message>
    <message>
        <source>Insert a file as base64</source>
        <translation>以 base64 插入文件</translation>
    </message>
    <message>
        <source>Insert a file as base64…</source>
        <translation>以 base64 插入文件…</translation>
    </message>
    <message>
        <source>Kind of body</source>
        <translation>请求体类型</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>No body</source>
        <translation>无请求体</translation>
    </message>
    <message>
        <source>Other letters in file names</source>
        <translation>文件名中的非 ASCII 字符</translation>
    </message>
    <message>
        <source>Replaces the file in “{name}”</source>
        <translation>将替换“{name}”中的文件</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>This request sends no body.</source>
        <translation>此请求不发送请求体。</translation>
    </message>
    <message>
        <source>{n} files, {size}</source>
        <translation>{n} 个文件，{size}</translation>
    </message>
</context>
<context>
    <name>BoxCanvas</name>
    <message>
        <source>Picture with boxes</source>
        <translation>带框的图片</translation>
    </message>
    <message>
        <source>{label}, {score}, at {x}, {y}, {width} by {height} pixels</source>
        <translation>{label}，{score}，位于 {x}, {y}，{width} × {height} 像素</translation>
    </message>
</context>
<context>
    <name>BoxesView</name>
    <message>
        <source>Boxes</source>
        <translation>检测框</translation>
    </message>
    <message>
        <source>Numbers are</source>
        <translation>数字含义</translation>
    </message>
    <message>
        <source>Order of the numbers</source>
        <translation>数字的顺序</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Shares of the picture</source>
        <translation>占图片的比例</translation>
    </message>
    <message>
        <source>Show results above</source>
        <translation>显示高于此值的结果</translation>
    </message>
    <message>
        <source>Unit of the numbers</source>
        <translation>数字的单位</translation>
    </message>
    <message>
        <source>left, top, right, bottom</source>
        <translation>左、上、右、下</translation>
    </message>
    <message>
        <source>left, top, width, height</source>
        <translation>左、上、宽、高</translation>
    </message>
    <message>
        <source>middle x, y, width, height</source>
        <translation>中心 x、y、宽、高</translation>
    </message>
    <message>
        <source>top, left, bottom, right</source>
        <translation>上、左、下、右</translation>
    </message>
    <message>
        <source>{n} of {total} shown</source>
        <translation>显示 {n} 个，共 {total} 个</translation>
    </message>
    <message>
        <source>{total} found</source>
        <translation>找到 {total} 个</translation>
    </message>
</context>
<context>
    <name>Captions</name>
    <message>
        <source>Allow for this request</source>
        <translation>在此请求中允许</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose CA file…</source>
        <translation>选择 CA 文件…</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Copy request ID</source>
        <translation>复制请求 ID</translation>
    </message>
    <message>
        <source>Edit URL</source>
        <translation>编辑 URL</translation>
    </message>
    <message>
        <source>Edit auth</source>
        <translation>编辑认证</translation>
    </message>
    <message>
        <source>Edit body</source>
        <translation>编辑请求体</translation>
    </message>
    <message>
        <source>Edit settings</source>
        <translation>编辑设置</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>定位…</translation>
    </message>
    <message>
        <source>Proxy settings</source>
        <translation>代理设置</translation>
    </message>
    <message>
        <source>Renew token and resend</source>
        <translation>更新令牌并重新发送</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Send in {n} s</source>
        <translation>{n} s 后发送</translation>
    </message>
    <message>
        <source>Send with more time</source>
        <translation>延长时限并发送</translation>
    </message>
    <message>
        <source>Send with {n} s</source>
        <translation>以 {n} s 时限发送</translation>
    </message>
    <message>
        <source>Start sample service</source>
        <translation>启动示例服务</translation>
    </message>
    <message>
        <source>Timeout settings</source>
        <translation>超时设置</translation>
    </message>
    <message>
        <source>Trust this CA for this collection</source>
        <translation>在此集合中信任该 CA</translation>
    </message>
    <message>
        <source>Trust this CA for this request</source>
        <translation>对此请求信任该 CA</translation>
    </message>
    <message>
        <source>Unpack more</source>
        <translation>解压更多</translation>
    </message>
</context>
<context>
    <name>Captures</name>
    <message>
        <source>Collection</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>所有位置</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>标头</translation>
    </message>
    <message>
        <source>JSON path</source>
        <translation>JSON 路径</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>正则</translation>
    </message>
    <message>
        <source>Set from an answer</source>
        <translation>取自响应</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态码</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>本次运行</translation>
    </message>
    <message>
        <source>Whole body</source>
        <translation>整个响应体</translation>
    </message>
</context>
<context>
    <name>CautionCount</name>
    <message>
        <source>Things to look at before sending: {n}</source>
        <translation>发送前需留意：{n} 项</translation>
    </message>
</context>
<context>
    <name>CautionStrip</name>
    <message>
        <source>Add the path</source>
        <translation>添加路径</translation>
    </message>
    <message>
        <source>Remove the header</source>
        <translation>移除该请求头</translation>
    </message>
    <message>
        <source>Use POST</source>
        <translation>改用 POST</translation>
    </message>
    <message>
        <source>Use https</source>
        <translation>改用 https</translation>
    </message>
    <message>
        <source>Worth a look before sending</source>
        <translation>发送前值得一看</translation>
    </message>
</context>
<context>
    <name>CertificateSection</name>
    <message>
        <source>Client certificate</source>
        <translation>客户端证书</translation>
    </message>
</context>
<context>
    <name>ChangesModel</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Gone</source>
        <translation>已消失</translation>
    </message>
    <message>
        <source>Line {n}</source>
        <translation>第 {n} 行</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>ChatFigures</name>
    <message>
        <source>Elapsed</source>
        <translation>已用时间</translation>
    </message>
    <message>
        <source>Ended by</source>
        <translation>结束原因</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首个词元</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Prompt tokens</source>
        <translation>提示词元</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>{n} tokens/s</source>
        <translation>{n} 词元/秒</translation>
    </message>
</context>
<context>
    <name>ChatView</name>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Calls {name}</source>
        <translation>调用 {name}</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话内容</translation>
    </message>
    <message>
        <source>Hide the reasoning</source>
        <translation>隐藏推理过程</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>指令</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Next message</source>
        <translation>下一条消息</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理过程</translation>
    </message>
    <message>
        <source>Show the reasoning</source>
        <translation>显示推理过程</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Write the next message</source>
        <translation>写下一条消息</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
</context>
<context>
    <name>ClassFilter</name>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>无标签</translation>
    </message>
</context>
<context>
    <name>ClassModel</name>
    <message>
        <source>{label}, {score}, rank {n} of {total}</source>
        <translation>{label}，{score}，第 {n} 名，共 {total} 个</translation>
    </message>
</context>
<context>
    <name>ClassStrip</name>
    <message>
        <source>Predictions by class</source>
        <translation>各类别的预测</translation>
    </message>
</context>
<context>
    <name>ClassesView</name>
    <message>
        <source>Class probabilities</source>
        <translation>类别概率</translation>
    </message>
    <message>
        <source>Class scores</source>
        <translation>类别得分</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Lead over second</source>
        <translation>领先第二名</translation>
    </message>
    <message>
        <source>Sorted by score</source>
        <translation>按得分排序</translation>
    </message>
    <message>
        <source>Top prediction</source>
        <translation>最佳预测</translation>
    </message>
    <message>
        <source>confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>{n} points</source>
        <translation>{n} 个百分点</translation>
    </message>
</context>
<context>
    <name>ClearHistoryQuestion</name>
    <message>
        <source>Delete all history</source>
        <translation>删除全部历史记录</translation>
    </message>
    <message>
        <source>Delete all history, with what is kept for good?</source>
        <translation>要删除全部历史记录（包括永久保留的条目）吗？</translation>
    </message>
    <message>
        <source>Its answers are removed from this computer, and do not come back.</source>
        <translation>其中的响应将从这台计算机上删除，且无法恢复。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>CloseQuestion</name>
    <message>
        <source>Close Modelpost</source>
        <translation>关闭 Modelpost</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>不保存并关闭</translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>One request is not saved.</source>
        <translation>有 1 个请求尚未保存。</translation>
    </message>
    <message>
        <source>Their changes are lost when the window closes.</source>
        <translation>关闭窗口后，未保存的更改将丢失。</translation>
    </message>
    <message>
        <source>{count} requests are not saved.</source>
        <translation>有 {count} 个请求尚未保存。</translation>
    </message>
</context>
<context>
    <name>CollectionCommands</name>
    <message>
        <source>Choose a folder for the collection</source>
        <translation>为集合选择文件夹</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export “{name}”</source>
        <translation>导出“{name}”</translation>
    </message>
    <message>
        <source>Not taken over as it is:</source>
        <translation>未能原样导入的内容：</translation>
    </message>
    <message>
        <source>Open a collection</source>
        <translation>打开集合</translation>
    </message>
    <message>
        <source>Show report</source>
        <translation>查看报告</translation>
    </message>
    <message>
        <source>The collection was exported.</source>
        <translation>集合已导出。</translation>
    </message>
    <message>
        <source>The collection was exported. No secret is in the file.</source>
        <translation>集合已导出。文件中不含任何机密。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{n} items</source>
        <translation>{n} 项</translation>
    </message>
</context>
<context>
    <name>CollectionDelegate</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>CollectionDesk</name>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>New request</source>
        <translation>新建请求</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} 副本</translation>
    </message>
</context>
<context>
    <name>CollectionModel</name>
    <message>
        <source>unsaved</source>
        <translation>未保存</translation>
    </message>
</context>
<context>
    <name>CollectionTree</name>
    <message>
        <source>Collections</source>
        <translation>集合</translation>
    </message>
</context>
<context>
    <name>CollectionsPanel</name>
    <message>
        <source>Auth, headers, variables…</source>
        <translation>认证、请求头、变量…</translation>
    </message>
    <message>
        <source>Close collection</source>
        <translation>关闭集合</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Export as Postman collection…</source>
        <translation>导出为 Postman 集合…</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move to…</source>
        <translation>移动到…</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>New request</source>
        <translation>新建请求</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open a collection…</source>
        <translation>打开集合…</translation>
    </message>
    <message>
        <source>Read again from disk</source>
        <translation>从磁盘重新读取</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Trash…</source>
        <translation>回收站…</translation>
    </message>
</context>
<context>
    <name>CompareDesk</name>
    <message>
        <source>This request</source>
        <translation>此请求</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source> times</source>
        <translation> 次</translation>
    </message>
    <message>
        <source>B − A</source>
        <translation>B − A</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>检测框</translation>
    </message>
    <message>
        <source>CSV, JSON Lines or JSON…</source>
        <translation>CSV、JSON Lines 或 JSON…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a table</source>
        <translation>选择表格</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Choose two requests to send the same input to both.</source>
        <translation>选择两个请求，把同一输入发给两者。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>对比结果</translation>
    </message>
    <message>
        <source>Confidence by class</source>
        <translation>各类别置信度</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>How often each input is sent</source>
        <translation>每个输入发送的次数</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Leave out ids and times</source>
        <translation>忽略 ID 和时间</translation>
    </message>
    <message>
        <source>More about the inputs</source>
        <translation>更多输入设置</translation>
    </message>
    <message>
        <source>Only disagreements</source>
        <translation>仅不一致的</translation>
    </message>
    <message>
        <source>Repeat  </source>
        <translation>重复  </translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Response body</source>
        <translation>响应体</translation>
    </message>
    <message>
        <source>Response time</source>
        <translation>响应时间</translation>
    </message>
    <message>
        <source>Same input to both services</source>
        <translation>同一输入发给两个服务</translation>
    </message>
    <message>
        <source>Same keys</source>
        <translation>键相同</translation>
    </message>
    <message>
        <source>Same values</source>
        <translation>值相同</translation>
    </message>
    <message>
        <source>Send to both</source>
        <translation>发送给两者</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>交换</translation>
    </message>
    <message>
        <source>The file of A goes to both; without one, each sends its own body.</source>
        <translation>A 的文件发给两者；没有文件时，各自发送自己的请求体。</translation>
    </message>
    <message>
        <source>The input of A</source>
        <translation>A 的输入</translation>
    </message>
    <message>
        <source>Write a report</source>
        <translation>写入报告</translation>
    </message>
    <message>
        <source>Written to {path}.</source>
        <translation>已写入 {path}。</translation>
    </message>
    <message>
        <source>{n} inputs to both services</source>
        <translation>{n} 个输入发给两个服务</translation>
    </message>
    <message>
        <source>{n} only in one of them</source>
        <translation>{n} 项仅存在于一方</translation>
    </message>
    <message>
        <source>{n} values differ</source>
        <translation>{n} 个值不同</translation>
    </message>
</context>
<context>
    <name>ComparedBoxes</name>
    <message>
        <source>Only disagreements</source>
        <translation>仅不一致的</translation>
    </message>
    <message>
        <source>{n} boxes match, {a} only in A, {b} only in B</source>
        <translation>{n} 个框匹配，{a} 个仅在 A，{b} 个仅在 B</translation>
    </message>
</context>
<context>
    <name>ConflictBanner</name>
    <message>
        <source>Another program has changed the file of this request</source>
        <translation>另一个程序更改了此请求的文件</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>采用对方的</translation>
    </message>
    <message>
        <source>What you typed is not saved. Nothing is overwritten until you choose.</source>
        <translation>您输入的内容尚未保存。在您选择之前不会覆盖任何内容。</translation>
    </message>
</context>
<context>
    <name>ConflictDialog</name>
    <message>
        <source>Decide later</source>
        <translation>稍后决定</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两者都保留</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Mine: typed here, not saved</source>
        <translation>我的：在此输入，尚未保存</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>采用对方的</translation>
    </message>
    <message>
        <source>Theirs: in the file now</source>
        <translation>对方的：文件中现在的内容</translation>
    </message>
    <message>
        <source>Two versions of “{name}”</source>
        <translation>“{name}”的两个版本</translation>
    </message>
    <message>
        <source>“Keep mine” lets the next save write over the file. “Take theirs” can be undone.</source>
        <translation>“保留我的”会让下次保存覆盖该文件。“采用对方的”可以撤销。</translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>{n} of “{expected}” were taken for “{answered}”</source>
        <translation>有 {n} 个“{expected}”被判为“{answered}”</translation>
    </message>
</context>
<context>
    <name>ConversationPage</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Code {code}</source>
        <translation>代码 {code}</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter the messages</source>
        <translation>筛选消息</translation>
    </message>
    <message>
        <source>Keep what you sent with the request, as its messages</source>
        <translation>将您发送的内容作为消息保存到请求中</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Messages that passed</source>
        <translation>往来的消息</translation>
    </message>
    <message>
        <source>Not connected any more</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>Ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>重放</translation>
    </message>
    <message>
        <source>Save all that I sent</source>
        <translation>保存我发送的全部消息</translation>
    </message>
    <message>
        <source>Send again what you sent, in order</source>
        <translation>按顺序再次发送您发送过的内容</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Which messages are listed</source>
        <translation>列出哪些消息</translation>
    </message>
    <message>
        <source>{sent} sent, {received} received, {size}</source>
        <translation>已发送 {sent} 条，已接收 {received} 条，{size}</translation>
    </message>
</context>
<context>
    <name>CookieEditor</name>
    <message>
        <source>A name has no = and no semicolon, a value no semicolon, and neither has a line break.</source>
        <translation>名称不能含有 = 和分号，值不能含有分号，两者都不能含有换行。</translation>
    </message>
    <message>
        <source>A path begins with a slash.</source>
        <translation>路径以斜杠开头。</translation>
    </message>
    <message>
        <source>Also for what lies below the domain</source>
        <translation>也用于该域之下的主机</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Domain</source>
        <translation>域</translation>
    </message>
    <message>
        <source>Edit cookie</source>
        <translation>编辑 Cookie</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>Enter a domain.</source>
        <translation>请输入域。</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Hidden from scripts (HttpOnly)</source>
        <translation>对脚本隐藏（HttpOnly）</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name and value together are too long.</source>
        <translation>名称和值合起来太长。</translation>
    </message>
    <message>
        <source>New cookie</source>
        <translation>新建 Cookie</translation>
    </message>
    <message>
        <source>Not said</source>
        <translation>未指定</translation>
    </message>
    <message>
        <source>Over https only (Secure)</source>
        <translation>仅通过 https（Secure）</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Save cookie</source>
        <translation>保存 Cookie</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>With the session, or 2030-12-31 23:59</source>
        <translation>会话结束时，或 2030-12-31 23:59</translation>
    </message>
    <message>
        <source>Write the end as 2030-12-31 23:59; it is in UTC.</source>
        <translation>请按 2030-12-31 23:59 的格式填写到期时间（UTC）。</translation>
    </message>
</context>
<context>
    <name>CookiesDialog</name>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Cookies</source>
        <translation>Cookie</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete all</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>Delete all cookies of this collection?</source>
        <translation>删除此集合的所有 Cookie？</translation>
    </message>
    <message>
        <source>Delete all…</source>
        <translation>全部删除…</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Keep these cookies when Modelpost closes</source>
        <translation>关闭 Modelpost 时保留这些 Cookie</translation>
    </message>
    <message>
        <source>No cookies</source>
        <translation>没有 Cookie</translation>
    </message>
    <message>
        <source>Requests outside of collections</source>
        <translation>不属于集合的请求</translation>
    </message>
    <message>
        <source>Show values</source>
        <translation>显示值</translation>
    </message>
    <message>
        <source>Values go into the keyring, names and domains into the profile.</source>
        <translation>值存入密钥环，名称和域存入配置文件夹。</translation>
    </message>
    <message>
        <source>What services set appears here, and goes back to them.</source>
        <translation>服务设置的 Cookie 显示在此处，并会发回给它们。</translation>
    </message>
</context>
<context>
    <name>CookiesModel</name>
    <message>
        <source>Domain</source>
        <translation>域</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>标志</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>已保留</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>What became of it</source>
        <translation>处理结果</translation>
    </message>
    <message>
        <source>With the session</source>
        <translation>会话结束时</translation>
    </message>
</context>
<context>
    <name>CookiesPage</name>
    <message>
        <source>Cookies of the answer</source>
        <translation>应答的 Cookie</translation>
    </message>
    <message>
        <source>Cookies of the collection…</source>
        <translation>集合的 Cookie…</translation>
    </message>
    <message>
        <source>No cookies</source>
        <translation>没有 Cookie</translation>
    </message>
    <message>
        <source>Show values</source>
        <translation>显示值</translation>
    </message>
    <message>
        <source>The answer sets no cookies.</source>
        <translation>应答没有设置 Cookie。</translation>
    </message>
</context>
<context>
    <name>CookiesSection</name>
    <message>
        <source>Cookies</source>
        <translation>Cookie</translation>
    </message>
    <message>
        <source>Cookies of the collection…</source>
        <translation>集合的 Cookie…</translation>
    </message>
    <message>
        <source>Send and keep cookies</source>
        <translation>发送并保留 Cookie</translation>
    </message>
</context>
<context>
    <name>CopyQuestion</name>
    <message>
        <source>A token that is changed in one is changed in the other: {original} and {copy}.</source>
        <translation>在其中一个里更改的令牌，在另一个里也会更改：{original} 和 {copy}。</translation>
    </message>
    <message>
        <source>Copy of a collection</source>
        <translation>集合的副本</translation>
    </message>
    <message>
        <source>Give the copy an id of its own</source>
        <translation>为副本分配自己的 ID</translation>
    </message>
    <message>
        <source>Let them share secrets</source>
        <translation>让它们共享密钥</translation>
    </message>
    <message>
        <source>“{name}” is a copy of a collection that is open, and both have the same id.</source>
        <translation>“{name}”是已打开集合的副本，两者的 ID 相同。</translation>
    </message>
</context>
<context>
    <name>DeclaredForm</name>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
</context>
<context>
    <name>DemoForm</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
</context>
<context>
    <name>DemoPage</name>
    <message>
        <source>A+</source>
        <translation>A+</translation>
    </message>
    <message>
        <source>Add a picture</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>A−</source>
        <translation>A−</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Fill the screen (F11)</source>
        <translation>全屏（F11）</translation>
    </message>
    <message>
        <source>Hide the answer (H)</source>
        <translation>隐藏回答（H）</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Light or dark (T)</source>
        <translation>浅色或深色（T）</translation>
    </message>
    <message>
        <source>Set up the demo</source>
        <translation>设置演示</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
</context>
<context>
    <name>DemoSetup</name>
    <message>
        <source>All {total} samples were answered. The slowest took {seconds} seconds.</source>
        <translation>全部 {total} 个样例都得到了回答，最慢的用了 {seconds} 秒。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Every sample is tried once. That warms the service up, and the answers are kept.</source>
        <translation>每个样例试运行一次。这会预热服务，并保留回答。</translation>
    </message>
    <message>
        <source>Keep the form as a sample</source>
        <translation>将表单保留为样例</translation>
    </message>
    <message>
        <source>No answer for: {names}.</source>
        <translation>没有回答的样例：{names}。</translation>
    </message>
    <message>
        <source>Rehearse</source>
        <translation>彩排</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Sample {n}</source>
        <translation>样例 {n}</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样例</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>Set up the demo</source>
        <translation>设置演示</translation>
    </message>
    <message>
        <source>Subtitle</source>
        <translation>副标题</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>{n} of {total} samples were tried.</source>
        <translation>已试运行 {n} / {total} 个样例。</translation>
    </message>
</context>
<context>
    <name>DetailsCard</name>
    <message>
        <source>Best two</source>
        <translation>前两名</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Nothing was answered yet.</source>
        <translation>还没有回答。</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样例</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
</context>
<context>
    <name>DiffPage</name>
    <message>
        <source>Both answers say the same.</source>
        <translation>两个响应的内容相同。</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>Differences: {n}</source>
        <translation>差异：{n}</translation>
    </message>
    <message>
        <source>How differences are shown</source>
        <translation>差异的显示方式</translation>
    </message>
    <message>
        <source>How far numbers may be apart</source>
        <translation>数字允许相差多少</translation>
    </message>
    <message>
        <source>Ignore ids and times</source>
        <translation>忽略 ID 和时间</translation>
    </message>
    <message>
        <source>Ignore names or $.paths[*]</source>
        <translation>忽略名称或 $.路径[*]</translation>
    </message>
    <message>
        <source>Inline</source>
        <translation>行内</translation>
    </message>
    <message>
        <source>List</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Names and JSONPaths that do not count</source>
        <translation>不计入差异的名称和 JSONPath</translation>
    </message>
    <message>
        <source>Next change</source>
        <translation>下一处变化</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>没有差异</translation>
    </message>
    <message>
        <source>Only the first part is shown.</source>
        <translation>仅显示开头部分。</translation>
    </message>
    <message>
        <source>Previous change</source>
        <translation>上一处变化</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>The first {n} differences</source>
        <translation>前 {n} 处差异</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>What the answer is compared with</source>
        <translation>与响应比较的对象</translation>
    </message>
</context>
<context>
    <name>DiffRowsModel</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Gone</source>
        <translation>已消失</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>{n} lines are the same</source>
        <translation>{n} 行相同</translation>
    </message>
</context>
<context>
    <name>DiffRowsView</name>
    <message>
        <source>Both answers line by line</source>
        <translation>逐行对照的两个响应</translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message>
        <source>Both answers, line by line</source>
        <translation>两个响应的逐行对照</translation>
    </message>
</context>
<context>
    <name>DiskWatch</name>
    <message>
        <source>{name} (mine)</source>
        <translation>{name}（我的）</translation>
    </message>
</context>
<context>
    <name>DocsPage</name>
    <message>
        <source>Docs</source>
        <translation>文档</translation>
    </message>
</context>
<context>
    <name>DropZone</name>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Drop an image here, or paste it with Ctrl+V</source>
        <translation>将图片拖放到此处，或按 Ctrl+V 粘贴</translation>
    </message>
    <message>
        <source>Drop files here</source>
        <translation>将文件拖放到此处</translation>
    </message>
</context>
<context>
    <name>EffectiveDialog</name>
    <message>
        <source>Auth</source>
        <translation>认证</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>请求体</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Effective request</source>
        <translation>实际发送的请求</translation>
    </message>
    <message>
        <source>Headers with their sources</source>
        <translation>请求头及其来源</translation>
    </message>
    <message>
        <source>Secrets are dots. What signs the request is added over its final form, when it is sent.</source>
        <translation>机密以圆点显示。签名在发送时根据请求的最终形式计算并加入。</translation>
    </message>
</context>
<context>
    <name>EffectiveModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>calculated when sent</source>
        <translation>发送时计算</translation>
    </message>
</context>
<context>
    <name>EnvironmentDialog</name>
    <message>
        <source>Berry</source>
        <translation>莓红</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝色</translation>
    </message>
    <message>
        <source>Choose a variable to see which requests use it.</source>
        <translation>选择一个变量，查看哪些请求使用它。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the environment</source>
        <translation>关闭环境</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>不保存并关闭</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Confirm before anything but GET</source>
        <translation>发送 GET 以外的请求前先确认</translation>
    </message>
    <message>
        <source>Export .env…</source>
        <translation>导出 .env…</translation>
    </message>
    <message>
        <source>Export a .env file</source>
        <translation>导出 .env 文件</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿色</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>灰色</translation>
    </message>
    <message>
        <source>Import .env…</source>
        <translation>导入 .env…</translation>
    </message>
    <message>
        <source>Import a .env file</source>
        <translation>导入 .env 文件</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Keep the value in the file</source>
        <translation>将值保存在文件中</translation>
    </message>
    <message>
        <source>Keep the value in the keyring</source>
        <translation>将该值存入密钥环</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>No colour</source>
        <translation>无颜色</translation>
    </message>
    <message>
        <source>One request uses {name}</source>
        <translation>1 个请求使用 {name}</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>橙色</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>紫色</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红色</translation>
    </message>
    <message>
        <source>Requests that use the variable</source>
        <translation>使用该变量的请求</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>青色</translation>
    </message>
    <message>
        <source>The changes are not saved.</source>
        <translation>更改尚未保存。</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>Variables everywhere</source>
        <translation>全局变量</translation>
    </message>
    <message>
        <source>{count} requests use {name}</source>
        <translation>{count} 个请求使用 {name}</translation>
    </message>
</context>
<context>
    <name>EnvironmentsDesk</name>
    <message>
        <source>New environment</source>
        <translation>新建环境</translation>
    </message>
</context>
<context>
    <name>EnvironmentsPanel</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Keep hosts and IDs in an environment and use them as {{name}}.</source>
        <translation>把主机和 ID 保存在环境中，并以 {{name}} 的形式使用。</translation>
    </message>
    <message>
        <source>New environment</source>
        <translation>新建环境</translation>
    </message>
    <message>
        <source>No environments yet</source>
        <translation>还没有环境</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>asks before anything but GET</source>
        <translation>发送 GET 以外的请求前询问</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>当前生效</translation>
    </message>
</context>
<context>
    <name>ExamplesMenu</name>
    <message>
        <source>Back to the live answer</source>
        <translation>回到实时应答</translation>
    </message>
    <message>
        <source>Delete this example</source>
        <translation>删除此示例</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Rename the example</source>
        <translation>重命名示例</translation>
    </message>
    <message>
        <source>Rename this example…</source>
        <translation>重命名此示例…</translation>
    </message>
    <message>
        <source>Save answer as example</source>
        <translation>将应答保存为示例</translation>
    </message>
    <message>
        <source>Save answer as example…</source>
        <translation>将应答保存为示例…</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>未命名</translation>
    </message>
</context>
<context>
    <name>ExpectedBox</name>
    <message>
        <source>Choose a list of names and labels</source>
        <translation>选择名称和标签的列表</translation>
    </message>
    <message>
        <source>Expected: {where}</source>
        <translation>期望：{where}</translation>
    </message>
    <message>
        <source>Where the right answers are</source>
        <translation>正确答案的位置</translation>
    </message>
    <message>
        <source>column {name}</source>
        <translation>列 {name}</translation>
    </message>
    <message>
        <source>folder name</source>
        <translation>文件夹名称</translation>
    </message>
    <message>
        <source>from a list…</source>
        <translation>来自列表…</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>FaultNote</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show what is not valid JSON</source>
        <translation>显示无效的 JSON 之处</translation>
    </message>
    <message>
        <source>This is not valid JSON: line {line}, column {column}, {reason}.</source>
        <translation>这不是有效的 JSON：第 {line} 行，第 {column} 列，{reason}。</translation>
    </message>
    <message>
        <source>This is shown as it was received: {reason}.</source>
        <translation>按收到的原样显示：{reason}。</translation>
    </message>
</context>
<context>
    <name>FieldsModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
</context>
<context>
    <name>FieldsTable</name>
    <message>
        <source>As received</source>
        <translation>按收到的顺序</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy all headers</source>
        <translation>复制全部响应头</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>复制值</translation>
    </message>
    <message>
        <source>Response headers</source>
        <translation>响应头</translation>
    </message>
    <message>
        <source>Sort by name</source>
        <translation>按名称排序</translation>
    </message>
    <message>
        <source>Sort by value</source>
        <translation>按值排序</translation>
    </message>
</context>
<context>
    <name>FileNames</name>
    <message>
        <source>ASCII only</source>
        <translation>仅 ASCII</translation>
    </message>
    <message>
        <source>UTF-8 as it is</source>
        <translation>UTF-8 原样</translation>
    </message>
    <message>
        <source>both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>filename* (RFC 5987)</source>
        <translation>filename*（RFC 5987）</translation>
    </message>
</context>
<context>
    <name>Film</name>
    <message>
        <source>Samples</source>
        <translation>样例</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>1 value</source>
        <translation>1 个值</translation>
    </message>
    <message>
        <source>Close the filter</source>
        <translation>关闭筛选</translation>
    </message>
    <message>
        <source>JSONPath to look for</source>
        <translation>要查找的 JSONPath</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>The first {n} of {total}</source>
        <translation>共 {total} 个，列出前 {n} 个</translation>
    </message>
    <message>
        <source>Waiting for the layout…</source>
        <translation>正在等待排版…</translation>
    </message>
    <message>
        <source>What the path leads to</source>
        <translation>路径指向的内容</translation>
    </message>
    <message>
        <source>{total} values</source>
        <translation>{total} 个值</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Close the search</source>
        <translation>关闭搜索</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Find in the response</source>
        <translation>在响应中查找</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配项</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到结果</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配项</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>This is not a regular expression.</source>
        <translation>这不是有效的正则表达式。</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全字匹配</translation>
    </message>
    <message>
        <source>{n} of more than {total}</source>
        <translation>{n} / {total}+</translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation>{n} / {total}</translation>
    </message>
</context>
<context>
    <name>FolderSettingsDialog</name>
    <message>
        <source>An environment, and folders further in, go before these values.</source>
        <translation>环境和更内层文件夹中的值优先于这些值。</translation>
    </message>
    <message>
        <source>Auth</source>
        <translation>认证</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Collection “{name}”</source>
        <translation>集合“{name}”</translation>
    </message>
    <message>
        <source>Docs</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Folder “{name}”</source>
        <translation>文件夹“{name}”</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Inherit from folder or collection</source>
        <translation>继承自文件夹或集合</translation>
    </message>
    <message>
        <source>Keep the value in the keyring</source>
        <translation>将该值存入密钥环</translation>
    </message>
    <message>
        <source>No auth</source>
        <translation>无认证</translation>
    </message>
    <message>
        <source>Parts of the settings</source>
        <translation>设置的各部分</translation>
    </message>
    <message>
        <source>Requests follow these where they say nothing themselves. Passwords go into the keyring on saving.</source>
        <translation>请求自身没有设置时采用这些设置。保存时密码会存入密钥环。</translation>
    </message>
    <message>
        <source>Requests that inherit use this. Credentials go into the keyring when you save.</source>
        <translation>继承的请求使用此认证。保存时凭据会存入密钥环。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>They are sent with every request below, unless the request has a header of the same name.</source>
        <translation>它们随下属的每个请求一起发送，除非请求有同名的请求头。</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
</context>
<context>
    <name>Follower</name>
    <message>
        <source>Jump to latest</source>
        <translation>跳到最新</translation>
    </message>
</context>
<context>
    <name>FormTable</name>
    <message>
        <source>Add a file…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Files, name and headers…</source>
        <translation>文件、名称和标头…</translation>
    </message>
    <message>
        <source>Form-data</source>
        <translation>Form-data</translation>
    </message>
</context>
<context>
    <name>GridPage</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the table as CSV</source>
        <translation>将表格复制为 CSV</translation>
    </message>
    <message>
        <source>Filter rows</source>
        <translation>筛选行</translation>
    </message>
    <message>
        <source>In the order the rows came</source>
        <translation>按行到来的顺序</translation>
    </message>
    <message>
        <source>Save the table as CSV</source>
        <translation>将表格保存为 CSV</translation>
    </message>
    <message>
        <source>Show rows with this text only</source>
        <translation>仅显示包含此文本的行</translation>
    </message>
    <message>
        <source>Sort by {name}, largest first</source>
        <translation>按 {name} 排序，从大到小</translation>
    </message>
    <message>
        <source>Sort by {name}, smallest first</source>
        <translation>按 {name} 排序，从小到大</translation>
    </message>
    <message>
        <source>The table was copied as CSV.</source>
        <translation>已将表格复制为 CSV。</translation>
    </message>
    <message>
        <source>{n} of the first {total} rows</source>
        <translation>前 {total} 行中的 {n} 行</translation>
    </message>
    <message>
        <source>{n} of {total} rows</source>
        <translation>{total} 行中的 {n} 行</translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation>{n} 行</translation>
    </message>
</context>
<context>
    <name>GuardQuestion</name>
    <message>
        <source>Do not send</source>
        <translation>不发送</translation>
    </message>
    <message>
        <source>Guarded environment</source>
        <translation>受保护的环境</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send {method} with the environment “{name}”?</source>
        <translation>要使用环境“{name}”发送 {method} 吗？</translation>
    </message>
    <message>
        <source>This environment asks before anything but GET, because it may change things.</source>
        <translation>此环境在发送 GET 以外的请求前会询问，因为这类请求可能会更改数据。</translation>
    </message>
</context>
<context>
    <name>HeadersPage</name>
    <message>
        <source>Added by themselves</source>
        <translation>自动添加</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Edit as table</source>
        <translation>以表格编辑</translation>
    </message>
    <message>
        <source>Edit as text</source>
        <translation>以文本编辑</translation>
    </message>
    <message>
        <source>Effective request</source>
        <translation>实际发送的请求</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Headers as text, one per line</source>
        <translation>文本形式的请求头，每行一个</translation>
    </message>
    <message>
        <source>Headers of this request</source>
        <translation>此请求的请求头</translation>
    </message>
    <message>
        <source>Keep in keyring</source>
        <translation>存入系统密钥环</translation>
    </message>
    <message>
        <source>Reveal for 10 seconds</source>
        <translation>显示 10 秒</translation>
    </message>
    <message>
        <source>calculated when sent</source>
        <translation>发送时计算</translation>
    </message>
    <message>
        <source>{name} holds a credential. It is in memory only and will not be written to a file.</source>
        <translation>{name} 包含凭据。它仅保留在内存中，不会写入文件。</translation>
    </message>
</context>
<context>
    <name>HexPage</name>
    <message>
        <source>Find a text or bytes such as ff d8</source>
        <translation>查找文本，或 ff d8 这样的字节</translation>
    </message>
    <message>
        <source>Find bytes</source>
        <translation>查找字节</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>The selection is too large for the clipboard.</source>
        <translation>选中内容太大，无法放入剪贴板。</translation>
    </message>
    <message>
        <source>{n} bytes from {offset}</source>
        <translation>从 {offset} 起 {n} 个字节</translation>
    </message>
</context>
<context>
    <name>HexView</name>
    <message>
        <source>Response byte by byte</source>
        <translation>逐字节查看响应</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Response times</source>
        <translation>响应时间</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>回答数</translation>
    </message>
    <message>
        <source>from</source>
        <translation>来自</translation>
    </message>
</context>
<context>
    <name>HistoryCommands</name>
    <message>
        <source>1 entry was deleted.</source>
        <translation>已删除 1 个条目。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{count} entries were deleted.</source>
        <translation>已删除 {count} 个条目。</translation>
    </message>
</context>
<context>
    <name>HistoryList</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Compare the answers</source>
        <translation>对比响应</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete all history…</source>
        <translation>删除全部历史记录…</translation>
    </message>
    <message>
        <source>Do not keep for good</source>
        <translation>取消永久保留</translation>
    </message>
    <message>
        <source>Keep for good</source>
        <translation>永久保留</translation>
    </message>
    <message>
        <source>No history yet</source>
        <translation>还没有历史记录</translation>
    </message>
    <message>
        <source>No matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>Nothing matches “{words}”.</source>
        <translation>没有与“{words}”匹配的内容。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Requests you send are listed here with their answers.</source>
        <translation>您发送的请求及其响应会列在这里。</translation>
    </message>
    <message>
        <source>Search addresses, names and bodies</source>
        <translation>搜索地址、名称和内容</translation>
    </message>
    <message>
        <source>Search the history</source>
        <translation>搜索历史记录</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>再次发送</translation>
    </message>
</context>
<context>
    <name>HopsList</name>
    <message>
        <source>Redirects and retries</source>
        <translation>重定向与重试</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose a folder for the collection</source>
        <translation>为集合选择文件夹</translation>
    </message>
    <message>
        <source>Choose files to import</source>
        <translation>选择要导入的文件</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Credentials in saved answers, scripts and notes that became dots: {n}</source>
        <translation>已保存的响应、脚本和说明中替换为圆点的凭据：{n} 处</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Environments: {n}</source>
        <translation>环境：{n}</translation>
    </message>
    <message>
        <source>Everything was taken over.</source>
        <translation>全部内容已导入。</translation>
    </message>
    <message>
        <source>Files written</source>
        <translation>已写入的文件</translation>
    </message>
    <message>
        <source>Folder: {folder}</source>
        <translation>文件夹：{folder}</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>In the keyring now: {names}</source>
        <translation>已存入密钥环：{names}</translation>
    </message>
    <message>
        <source>Not taken over as it is:</source>
        <translation>未能原样导入的内容：</translation>
    </message>
    <message>
        <source>Read the text</source>
        <translation>读取文本</translation>
    </message>
    <message>
        <source>Secrets without a value: {names}</source>
        <translation>没有值的机密：{names}</translation>
    </message>
    <message>
        <source>“{name}” was imported. Requests: {n}</source>
        <translation>已导入“{name}”。请求：{n}</translation>
    </message>
</context>
<context>
    <name>ImportTree</name>
    <message>
        <source>What is imported</source>
        <translation>要导入的内容</translation>
    </message>
</context>
<context>
    <name>InferencePane</name>
    <message>
        <source>Choose fields…</source>
        <translation>选择字段…</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>复制为 CSV</translation>
    </message>
    <message>
        <source>Copy as SVG</source>
        <translation>复制为 SVG</translation>
    </message>
    <message>
        <source>Copy as picture</source>
        <translation>复制为图片</translation>
    </message>
    <message>
        <source>Inference</source>
        <translation>推理结果</translation>
    </message>
    <message>
        <source>More ways to use this result</source>
        <translation>使用此结果的更多方式</translation>
    </message>
    <message>
        <source>No known result shape was found</source>
        <translation>未识别出已知的结果格式</translation>
    </message>
    <message>
        <source>Open in Demo</source>
        <translation>在演示中打开</translation>
    </message>
    <message>
        <source>Pretty and Raw show the answer as it is. You can pick the fields to show.</source>
        <translation>“美化”和“原始”按原样显示响应。您可以选择要显示的字段。</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>读取自</translation>
    </message>
    <message>
        <source>Read the answer by other fields</source>
        <translation>按其他字段解读响应</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>另存为 CSV…</translation>
    </message>
    <message>
        <source>Save as SVG…</source>
        <translation>另存为 SVG…</translation>
    </message>
    <message>
        <source>Save as picture…</source>
        <translation>另存为图片…</translation>
    </message>
    <message>
        <source>Save the result as CSV</source>
        <translation>将结果保存为 CSV</translation>
    </message>
    <message>
        <source>Save the result as SVG</source>
        <translation>将结果保存为 SVG</translation>
    </message>
    <message>
        <source>Save the result as a picture</source>
        <translation>将结果保存为图片</translation>
    </message>
    <message>
        <source>The result was copied as CSV.</source>
        <translation>结果已复制为 CSV。</translation>
    </message>
    <message>
        <source>The result was copied as SVG.</source>
        <translation>结果已复制为 SVG。</translation>
    </message>
    <message>
        <source>The result was copied as a picture.</source>
        <translation>结果已复制为图片。</translation>
    </message>
    <message>
        <source>View the answer as</source>
        <translation>查看方式</translation>
    </message>
    <message>
        <source>View: {kind}</source>
        <translation>视图：{kind}</translation>
    </message>
    <message>
        <source>{kind}, detected</source>
        <translation>已识别：{kind}</translation>
    </message>
    <message>
        <source>{kind}, perhaps</source>
        <translation>可能是：{kind}</translation>
    </message>
</context>
<context>
    <name>InheritedChoice</name>
    <message>
        <source>Inherited: {value}</source>
        <translation>继承：{value}</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
</context>
<context>
    <name>JsonTreeModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>array</source>
        <translation>数组</translation>
    </message>
    <message>
        <source>boolean</source>
        <translation>布尔值</translation>
    </message>
    <message>
        <source>number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>string</source>
        <translation>字符串</translation>
    </message>
    <message>
        <source>{n} entries</source>
        <translation>{n} 项</translation>
    </message>
</context>
<context>
    <name>LadderView</name>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Not reached</source>
        <translation>未到达</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>{size} of body.</source>
        <translation>请求体 {size}。</translation>
    </message>
</context>
<context>
    <name>LineBar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Line, and column behind a colon</source>
        <translation>行号，冒号后为列号</translation>
    </message>
    <message>
        <source>Line, or line:column</source>
        <translation>行，或 行:列</translation>
    </message>
    <message>
        <source>This is not a line.</source>
        <translation>这不是行号。</translation>
    </message>
    <message>
        <source>of {count} lines</source>
        <translation>共 {count} 行</translation>
    </message>
</context>
<context>
    <name>LineCanvas</name>
    <message>
        <source>Picture with lines of text</source>
        <translation>带文字行的图片</translation>
    </message>
    <message>
        <source>{text}, {score}</source>
        <translation>{text}，{score}</translation>
    </message>
</context>
<context>
    <name>LinesView</name>
    <message>
        <source>Lines of text</source>
        <translation>文本行</translation>
    </message>
    <message>
        <source>{total} found</source>
        <translation>找到 {total} 个</translation>
    </message>
</context>
<context>
    <name>LiveViews</name>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>十六进制</translation>
    </message>
    <message>
        <source>Inference</source>
        <translation>推理结果</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Pretty</source>
        <translation>美化</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>树</translation>
    </message>
    <message>
        <source>{status}, receiving</source>
        <translation>{status}，接收中</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>“{name}” was saved.</source>
        <translation>“{name}”已保存。</translation>
    </message>
</context>
<context>
    <name>MarkdownEditor</name>
    <message>
        <source>Notes in Markdown: what it is for, what to mind</source>
        <translation>Markdown 笔记：用途和注意事项</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>编写</translation>
    </message>
    <message>
        <source>Write or preview</source>
        <translation>编写或预览</translation>
    </message>
</context>
<context>
    <name>MarkupView</name>
    <message>
        <source>Preview of the page</source>
        <translation>页面预览</translation>
    </message>
    <message>
        <source>This link leads to {address}</source>
        <translation>此链接指向 {address}</translation>
    </message>
</context>
<context>
    <name>MaskCanvas</name>
    <message>
        <source>Picture with segments</source>
        <translation>带分割区域的图片</translation>
    </message>
    <message>
        <source>{label}, {score}, covers {share} of the picture</source>
        <translation>{label}，{score}，占图片的 {share}</translation>
    </message>
</context>
<context>
    <name>MasksView</name>
    <message>
        <source>Masks that cannot be decoded: {n}</source>
        <translation>无法解码的掩码：{n}</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Strength of the colours</source>
        <translation>颜色强度</translation>
    </message>
    <message>
        <source>{n} of {total} shown</source>
        <translation>显示 {n} 个，共 {total} 个</translation>
    </message>
    <message>
        <source>{total} found</source>
        <translation>找到 {total} 个</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>${name} is a variable of a shell. It became {reference}.</source>
        <translation>${name} 是 shell 变量，已替换为 {reference}。</translation>
    </message>
    <message>
        <source>--connect-timeout {value} was not taken over.</source>
        <translation>未采用 --connect-timeout {value}。</translation>
    </message>
    <message>
        <source>--expect cannot be {what} here</source>
        <translation>此处 --expect 不能是 {what}</translation>
    </message>
    <message>
        <source>--map is for the columns of --data</source>
        <translation>--map 用于 --data 的列</translation>
    </message>
    <message>
        <source>--map takes COLUMN=JSONPATH</source>
        <translation>--map 的格式为 列=JSONPATH</translation>
    </message>
    <message>
        <source>--max-redirs {value} was not taken over.</source>
        <translation>未导入 --max-redirs {value}。</translation>
    </message>
    <message>
        <source>--max-time {value} was not taken over.</source>
        <translation>未导入 --max-time {value}。</translation>
    </message>
    <message>
        <source>--report takes KIND=FILE</source>
        <translation>--report 的格式是 KIND=FILE</translation>
    </message>
    <message>
        <source>--retry {value} was not taken over.</source>
        <translation>未采用 --retry {value}。</translation>
    </message>
    <message>
        <source>--retry-delay {value} was not taken over.</source>
        <translation>未采用 --retry-delay {value}。</translation>
    </message>
    <message>
        <source>--retry-failed needs a journal</source>
        <translation>--retry-failed 需要一个日志文件</translation>
    </message>
    <message>
        <source>--retry-max-time was not taken over. Limit the whole exchange instead.</source>
        <translation>未采用 --retry-max-time。请改为限制整个交互的时间。</translation>
    </message>
    <message>
        <source>--secret takes NAME=@FILE</source>
        <translation>--secret 的格式应为 NAME=@FILE</translation>
    </message>
    <message>
        <source>--timeout takes a number of seconds above 0</source>
        <translation>--timeout 的值应为大于 0 的秒数</translation>
    </message>
    <message>
        <source>--var takes NAME=VALUE</source>
        <translation>--var 的格式应为 NAME=VALUE</translation>
    </message>
    <message>
        <source>--{name} takes a number from 0 on</source>
        <translation>--{name} 需要一个不小于 0 的数</translation>
    </message>
    <message>
        <source>--{name} takes a number from 1 on</source>
        <translation>--{name} 需要一个不小于 1 的数</translation>
    </message>
    <message>
        <source>A JSONPath looks like $.result.access_token or $.predictions[0].label.</source>
        <translation>JSONPath 形如 $.result.access_token 或 $.predictions[0].label。</translation>
    </message>
    <message>
        <source>A Secure cookie of this name is there already.</source>
        <translation>已有同名的 Secure Cookie。</translation>
    </message>
    <message>
        <source>A cURL command begins with “curl”, such as curl http://localhost:8765/.</source>
        <translation>cURL 命令以“curl”开头，例如 curl http://localhost:8765/。</translation>
    </message>
    <message>
        <source>A code is good once and for half a minute. Send again with the next one, and check the user ID.</source>
        <translation>每个验证码只能使用一次，有效期约半分钟。请使用下一个验证码重新发送，并检查用户 ID。</translation>
    </message>
    <message>
        <source>A code of a library or framework</source>
        <translation>库或框架自定的代码</translation>
    </message>
    <message>
        <source>A code of this service's own</source>
        <translation>此服务自定的代码</translation>
    </message>
    <message>
        <source>A code without a meaning</source>
        <translation>没有含义的代码</translation>
    </message>
    <message>
        <source>A collection has “info” and “item”, an environment has “values”. Export it again.</source>
        <translation>集合应有 “info” 和 “item”，环境应有 “values”。请重新导出。</translation>
    </message>
    <message>
        <source>A collection that is not open</source>
        <translation>未打开的集合</translation>
    </message>
    <message>
        <source>A colon is missing here</source>
        <translation>此处缺少冒号</translation>
    </message>
    <message>
        <source>A comma is missing here</source>
        <translation>此处缺少逗号</translation>
    </message>
    <message>
        <source>A file of cURL options was not read.</source>
        <translation>未读取 cURL 选项文件。</translation>
    </message>
    <message>
        <source>A folder: what is in it is looked up when it is needed.</source>
        <translation>这是文件夹：需要时才会查找其中的证书。</translation>
    </message>
    <message>
        <source>A header is one line. Remove the line break, in the Auth tab where it comes from there.</source>
        <translation>请求头只能占一行。请移除换行符；如果该请求头来自“认证”标签页，请在那里移除。</translation>
    </message>
    <message>
        <source>A header is one line. Remove the line break.</source>
        <translation>请求头只能占一行。请移除换行符。</translation>
    </message>
    <message>
        <source>A is right more often: on {a} of {total}, B on {b}.</source>
        <translation>A 正确得更多：{total} 个中对了 {a} 个，B 对了 {b} 个。</translation>
    </message>
    <message>
        <source>A is {n} ms faster.</source>
        <translation>A 快 {n} 毫秒。</translation>
    </message>
    <message>
        <source>A is {n} points more confident.</source>
        <translation>A 的置信度高 {n} 个百分点。</translation>
    </message>
    <message>
        <source>A key is not a simple text.</source>
        <translation>有一个键不是简单文本。</translation>
    </message>
    <message>
        <source>A key without a certificate was not taken over.</source>
        <translation>未采用没有证书的密钥。</translation>
    </message>
    <message>
        <source>A list of objects, or of values, is needed.</source>
        <translation>需要一个由对象或值组成的列表。</translation>
    </message>
    <message>
        <source>A message holds a password or a token, and files of a collection hold none</source>
        <translation>消息中含有密码或令牌，而集合的文件不保存这些内容</translation>
    </message>
    <message>
        <source>A message is against the rules of the service</source>
        <translation>消息违反服务的规则</translation>
    </message>
    <message>
        <source>A message is too large</source>
        <translation>消息过大</translation>
    </message>
    <message>
        <source>A name has no braces.</source>
        <translation>名称不能包含大括号。</translation>
    </message>
    <message>
        <source>A name in double quotes is missing here</source>
        <translation>此处缺少用双引号括起的名称</translation>
    </message>
    <message>
        <source>A name that begins with __Host- needs Path=/ and no Domain.</source>
        <translation>以 __Host- 开头的名称需要 Path=/ 且没有 Domain。</translation>
    </message>
    <message>
        <source>A name that begins with __Secure- or __Host- needs Secure.</source>
        <translation>以 __Secure- 或 __Host- 开头的名称需要 Secure。</translation>
    </message>
    <message>
        <source>A parameter is wrong. Mend the one that the answer below names.</source>
        <translation>参数有误。请修正下方响应中指出的参数。</translation>
    </message>
    <message>
        <source>A part of the form has no “=” and was not taken over.</source>
        <translation>表单的某个部分没有“=”，未导入。</translation>
    </message>
    <message>
        <source>A payment is overdue. Top up the account, then send again.</source>
        <translation>账号已欠费。请充值后重新发送。</translation>
    </message>
    <message>
        <source>A proxy of the kind {kind} cannot be used</source>
        <translation>无法使用 {kind} 类型的代理</translation>
    </message>
    <message>
        <source>A proxy reported an error</source>
        <translation>代理报告了错误</translation>
    </message>
    <message>
        <source>A quotation mark {quote} is never closed</source>
        <translation>引号 {quote} 未闭合</translation>
    </message>
    <message>
        <source>A report without secrets is in {path}. Please send it to us.</source>
        <translation>不含机密的报告位于 {path}。请将其发送给我们。</translation>
    </message>
    <message>
        <source>A request that is not saved</source>
        <translation>未保存的请求</translation>
    </message>
    <message>
        <source>A server in between</source>
        <translation>中间的某个服务器</translation>
    </message>
    <message>
        <source>A signature is good for 15 minutes around its date. Set the clock, then send again.</source>
        <translation>签名仅在其时间前后 15 分钟内有效。请校准时钟后重新发送。</translation>
    </message>
    <message>
        <source>A text message was not valid UTF-8</source>
        <translation>文本消息不是有效的 UTF-8</translation>
    </message>
    <message>
        <source>A token is fetched from {host} for {user}.</source>
        <translation>正在从 {host} 为 {user} 获取令牌。</translation>
    </message>
    <message>
        <source>A token may stand there twice, or with its catalog. Get it with ?nocatalog=true, and paste only the value of X-Subject-Token.</source>
        <translation>令牌可能重复粘贴，或带有服务目录。请使用 ?nocatalog=true 获取令牌，并且只粘贴 X-Subject-Token 的值。</translation>
    </message>
    <message>
        <source>A user name with a colon cannot be sent with Basic</source>
        <translation>含冒号的用户名无法用 Basic 发送</translation>
    </message>
    <message>
        <source>A value is missing here</source>
        <translation>此处缺少值</translation>
    </message>
    <message>
        <source>AK/SK signature (Huawei Cloud)</source>
        <translation>AK/SK 签名（华为云）</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>API key or X-Auth-Token</source>
        <translation>API Key 或 X-Auth-Token</translation>
    </message>
    <message>
        <source>AWS Signature V4</source>
        <translation>AWS 签名 V4</translation>
    </message>
    <message>
        <source>Access key (AK)</source>
        <translation>访问密钥 ID（AK）</translation>
    </message>
    <message>
        <source>Access key ID</source>
        <translation>访问密钥 ID</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>Access was declined: {reason}</source>
        <translation>访问被拒绝：{reason}</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Add a file to its form-data, choose a binary body, or write {name} where it goes.</source>
        <translation>请在 form-data 中添加文件，选择二进制请求体，或在相应位置写入 {name}。</translation>
    </message>
    <message>
        <source>Address that the browser shows after signing in</source>
        <translation>登录后浏览器显示的地址</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>All regions</source>
        <translation>所有区域</translation>
    </message>
    <message>
        <source>Always; files are read twice</source>
        <translation>始终签名；文件会读取两次</translation>
    </message>
    <message>
        <source>An ID token needs the scope openid. Enter it in the Auth tab.</source>
        <translation>ID 令牌需要 openid 范围。请在“认证”标签页中填写。</translation>
    </message>
    <message>
        <source>An address looks like https://host/path.</source>
        <translation>地址格式应为 https://host/path。</translation>
    </message>
    <message>
        <source>An array of objects would be one.</source>
        <translation>对象数组才是表格。</translation>
    </message>
    <message>
        <source>Another kind of service may be listening there, or a program on the way damaged the answer.</source>
        <translation>可能是其他类型的服务在监听该端口，或响应在途中被某个程序损坏。</translation>
    </message>
    <message>
        <source>Another kind of service may be listening there, or a proxy on the way changed the answer.</source>
        <translation>那里监听的可能是另一种服务，或者途中的代理改动了响应。</translation>
    </message>
    <message>
        <source>Another program wrote to it. Send again when it is done.</source>
        <translation>另一个程序正在写入该文件。请等待其完成后重新发送。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Answer {number}</source>
        <translation>应答 {number}</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已应答</translation>
    </message>
    <message>
        <source>Answered by IAM</source>
        <translation>由 IAM 应答</translation>
    </message>
    <message>
        <source>Answered by ModelArts</source>
        <translation>由 ModelArts 应答</translation>
    </message>
    <message>
        <source>Answered by a proxy</source>
        <translation>由代理应答</translation>
    </message>
    <message>
        <source>Answered by the API gateway</source>
        <translation>由 API 网关应答</translation>
    </message>
    <message>
        <source>Answered by the model</source>
        <translation>由模型应答</translation>
    </message>
    <message>
        <source>Answered in {n} seconds</source>
        <translation>用时 {n} 秒</translation>
    </message>
    <message>
        <source>Answered {status}: the credentials are renewed and the request is sent once more</source>
        <translation>收到 {status}：更新凭据后将请求再发送一次</translation>
    </message>
    <message>
        <source>Answers are checked against {name} from now on.</source>
        <translation>从现在起，回答将按 {name} 检查。</translation>
    </message>
    <message>
        <source>Answers in the text</source>
        <translation>文本中的答案</translation>
    </message>
    <message>
        <source>AppCode</source>
        <translation>AppCode</translation>
    </message>
    <message>
        <source>AppCode (Huawei Cloud)</source>
        <translation>AppCode（华为云）</translation>
    </message>
    <message>
        <source>AppKey</source>
        <translation>AppKey</translation>
    </message>
    <message>
        <source>AppKey alone (Huawei Cloud)</source>
        <translation>仅 AppKey（华为云）</translation>
    </message>
    <message>
        <source>AppKey and AppSecret (Huawei Cloud)</source>
        <translation>AppKey 和 AppSecret（华为云）</translation>
    </message>
    <message>
        <source>AppSecret</source>
        <translation>AppSecret</translation>
    </message>
    <message>
        <source>Ask the administrator of the account to allow programmatic access.</source>
        <translation>请联系账号管理员开通编程访问。</translation>
    </message>
    <message>
        <source>Audience</source>
        <translation>受众</translation>
    </message>
    <message>
        <source>Auth: {scheme}</source>
        <translation>认证：{scheme}</translation>
    </message>
    <message>
        <source>Authorization URL</source>
        <translation>授权 URL</translation>
    </message>
    <message>
        <source>Authorization code with PKCE</source>
        <translation>授权码 (PKCE)</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>B is right more often: on {b} of {total}, A on {a}.</source>
        <translation>B 正确得更多：{total} 个中对了 {b} 个，A 对了 {a} 个。</translation>
    </message>
    <message>
        <source>B is {n} ms faster.</source>
        <translation>B 快 {n} 毫秒。</translation>
    </message>
    <message>
        <source>B is {n} points more confident.</source>
        <translation>B 的置信度高 {n} 个百分点。</translation>
    </message>
    <message>
        <source>Basic</source>
        <translation>Basic</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批量</translation>
    </message>
    <message>
        <source>Batch request…</source>
        <translation>批量发送请求…</translation>
    </message>
    <message>
        <source>Batch: run it over many inputs</source>
        <translation>批量：对许多输入运行</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer 令牌</translation>
    </message>
    <message>
        <source>Beautify the body</source>
        <translation>美化请求体</translation>
    </message>
    <message>
        <source>Behind the body came the header {name}: {value}</source>
        <translation>正文之后还收到标头 {name}: {value}</translation>
    </message>
    <message>
        <source>Belongs to a temporary access key. It is sent as X-Security-Token.</source>
        <translation>用于临时访问密钥，作为 X-Security-Token 发送。</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>请求体</translation>
    </message>
    <message>
        <source>Both sides agreed on {extensions}</source>
        <translation>双方约定使用 {extensions}</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>检测框</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>Build the request</source>
        <translation>构建请求</translation>
    </message>
    <message>
        <source>By class</source>
        <translation>按类别</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手动设置</translation>
    </message>
    <message>
        <source>Cancel the running request</source>
        <translation>取消正在进行的请求</translation>
    </message>
    <message>
        <source>Cancelled after {n} s</source>
        <translation>已在 {n} s 后取消</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>样本数</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Certificate of {subject}, issued by {issuer}, valid until {expires}</source>
        <translation>{subject} 的证书，由 {issuer} 颁发，有效期至 {expires}</translation>
    </message>
    <message>
        <source>Change between http and https in the address.</source>
        <translation>请在地址中切换 http 与 https。</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Check client ID and client secret, and how the client is sent, in the Auth tab.</source>
        <translation>请在“认证”标签页中检查客户端 ID、客户端密钥以及客户端的发送方式。</translation>
    </message>
    <message>
        <source>Check it in the Auth tab.</source>
        <translation>请在“认证”标签页中检查。</translation>
    </message>
    <message>
        <source>Check its address in the Auth tab: it may lead to a page for people.</source>
        <translation>请在“认证”标签页中检查其地址：它可能指向给人看的网页。</translation>
    </message>
    <message>
        <source>Check its name or ID, and that the user may use it. “Look up…” lists the projects.</source>
        <translation>请检查项目名称或 ID，并确认该用户有权使用。“查询…”可列出项目。</translation>
    </message>
    <message>
        <source>Check the account, the user and the project in the Auth tab.</source>
        <translation>请在“认证”标签页检查账号、用户和项目。</translation>
    </message>
    <message>
        <source>Check the address of the token service in the Auth tab.</source>
        <translation>请在“认证”标签页检查令牌服务的地址。</translation>
    </message>
    <message>
        <source>Check the authorization URL in the Auth tab.</source>
        <translation>请在“认证”标签页中检查授权 URL。</translation>
    </message>
    <message>
        <source>Check the device authorization URL in the Auth tab.</source>
        <translation>请在“认证”标签页中检查设备授权 URL。</translation>
    </message>
    <message>
        <source>Check the endpoint in the Auth tab. A proxy or a sign-in page may be in between.</source>
        <translation>请在“认证”标签页检查终端节点。中间可能存在代理或登录页面。</translation>
    </message>
    <message>
        <source>Check the path and the query against the documentation of the API.</source>
        <translation>请对照 API 文档检查路径和查询参数。</translation>
    </message>
    <message>
        <source>Check the proxy settings, or skip it for this host.</source>
        <translation>请检查代理设置，或让此主机绕过代理。</translation>
    </message>
    <message>
        <source>Check the spelling of the address, your network or VPN.</source>
        <translation>请检查地址拼写、网络或 VPN。</translation>
    </message>
    <message>
        <source>Check the spelling of the address.</source>
        <translation>请检查地址的拼写。</translation>
    </message>
    <message>
        <source>Check what it is, then try again.</source>
        <translation>请检查该内容后重试。</translation>
    </message>
    <message>
        <source>Check your network or VPN, and whether the computer is on.</source>
        <translation>请检查网络或 VPN，并确认目标计算机已开机。</translation>
    </message>
    <message>
        <source>Choose a body and send again.</source>
        <translation>请选择请求体后重新发送。</translation>
    </message>
    <message>
        <source>Choose a certificate in PEM form, or a PKCS#12 file (.p12, .pfx).</source>
        <translation>请选择 PEM 格式的证书，或 PKCS#12 文件（.p12、.pfx）。</translation>
    </message>
    <message>
        <source>Choose a file in it.</source>
        <translation>请选择其中的文件。</translation>
    </message>
    <message>
        <source>Choose a file of labels…</source>
        <translation>选择标签文件…</translation>
    </message>
    <message>
        <source>Choose a file of variables.</source>
        <translation>请选择变量文件。</translation>
    </message>
    <message>
        <source>Choose a file that has a size of its own.</source>
        <translation>请选择具有确定大小的文件。</translation>
    </message>
    <message>
        <source>Choose a file with certificates in PEM form, in Settings.</source>
        <translation>请在设置中选择包含 PEM 格式证书的文件。</translation>
    </message>
    <message>
        <source>Choose a file, or paste its text.</source>
        <translation>请选择文件，或粘贴其文本。</translation>
    </message>
    <message>
        <source>Choose a file, or switch the row off.</source>
        <translation>请选择文件，或停用该行。</translation>
    </message>
    <message>
        <source>Choose a folder further down, or a narrower pattern.</source>
        <translation>请选择更下层的文件夹，或更精确的模式。</translation>
    </message>
    <message>
        <source>Choose a folder with the inputs.</source>
        <translation>请选择包含输入的文件夹。</translation>
    </message>
    <message>
        <source>Choose a new or an empty folder. Nothing was written.</source>
        <translation>请选择新的或空的文件夹。没有写入任何内容。</translation>
    </message>
    <message>
        <source>Choose a place inside it.</source>
        <translation>请选择集合内的位置。</translation>
    </message>
    <message>
        <source>Choose a place inside {folder}.</source>
        <translation>请选择 {folder} 内的位置。</translation>
    </message>
    <message>
        <source>Choose a smaller file or ask the service owner for the limit.</source>
        <translation>请选择较小的文件，或向服务所有者询问大小上限。</translation>
    </message>
    <message>
        <source>Choose an environment</source>
        <translation>选择环境</translation>
    </message>
    <message>
        <source>Choose an environment with --env; there are: {names}.</source>
        <translation>请用 --env 选择环境；可用环境：{names}。</translation>
    </message>
    <message>
        <source>Choose another field for the column.</source>
        <translation>请为该列选择另一个字段。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Choose another grant type in the Auth tab, or set a default browser in the system.</source>
        <translation>请在“认证”标签页选择其他授权类型，或在系统中设置默认浏览器。</translation>
    </message>
    <message>
        <source>Choose another grant type in the Auth tab.</source>
        <translation>请在“认证”标签页中选择其他授权类型。</translation>
    </message>
    <message>
        <source>Choose another name. Nothing was written.</source>
        <translation>请换一个名称。没有写入任何内容。</translation>
    </message>
    <message>
        <source>Choose another one in the Auth tab.</source>
        <translation>请在“认证”标签页中选择其他认证方式。</translation>
    </message>
    <message>
        <source>Choose another one in the Auth tab; the authorization code goes where implicit went.</source>
        <translation>请在“认证”标签页中选择其他类型；使用隐式授权之处可改用授权码。</translation>
    </message>
    <message>
        <source>Choose another place than {path}.</source>
        <translation>请选择 {path} 以外的位置。</translation>
    </message>
    <message>
        <source>Choose another port for the redirect in the Auth tab, or 0 for any.</source>
        <translation>请在“认证”标签页为重定向选择其他端口，或填 0 使用任意端口。</translation>
    </message>
    <message>
        <source>Choose it again. It was at {path}.</source>
        <translation>请重新选择。原位置为 {path}。</translation>
    </message>
    <message>
        <source>Choose one in the Auth tab, such as https://iam.myhuaweicloud.com.</source>
        <translation>请在“认证”标签页选择一个，例如 https://iam.myhuaweicloud.com。</translation>
    </message>
    <message>
        <source>Choose one in the Settings tab. None is set for this host.</source>
        <translation>请在“设置”标签页中选择一个。尚未为此主机设置证书。</translation>
    </message>
    <message>
        <source>Choose one that begins with http://, https://, socks5:// or socks5h:// in the proxy settings.</source>
        <translation>请在代理设置中选择以 http://、https://、socks5:// 或 socks5h:// 开头的代理。</translation>
    </message>
    <message>
        <source>Choose the config.json of a ModelArts model: it has a list “apis”.</source>
        <translation>请选择 ModelArts 模型的 config.json：其中有 “apis” 列表。</translation>
    </message>
    <message>
        <source>Choose the endpoint of the region or site that the service belongs to.</source>
        <translation>请选择服务所在区域或站点的终端节点。</translation>
    </message>
    <message>
        <source>Choose the file again.</source>
        <translation>请重新选择文件。</translation>
    </message>
    <message>
        <source>Choose the file of the key that belongs to the certificate.</source>
        <translation>请选择与该证书对应的密钥文件。</translation>
    </message>
    <message>
        <source>Choose the file to send as a message.</source>
        <translation>请选择要作为消息发送的文件。</translation>
    </message>
    <message>
        <source>Choose the file to send as the body.</source>
        <translation>请选择要作为请求体发送的文件。</translation>
    </message>
    <message>
        <source>Choose the folder that holds the requests and little else.</source>
        <translation>请选择主要用于存放请求的文件夹。</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Classes by input</source>
        <translation>各输入的类别</translation>
    </message>
    <message>
        <source>Client ID</source>
        <translation>客户端 ID</translation>
    </message>
    <message>
        <source>Client credentials</source>
        <translation>客户端凭据</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>客户端密钥</translation>
    </message>
    <message>
        <source>Client sent in</source>
        <translation>客户端信息放在</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Collection {name}</source>
        <translation>集合 {name}</translation>
    </message>
    <message>
        <source>Column {name} goes into</source>
        <translation>列 {name} 填入</translation>
    </message>
    <message>
        <source>Columns can go into its fields only where it is. Use variables instead.</source>
        <translation>只有请求体是 JSON 时，列才能写入其字段。请改用变量。</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Compare request…</source>
        <translation>对比请求…</translation>
    </message>
    <message>
        <source>Compare with another model</source>
        <translation>与另一个模型对比</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Connect to</source>
        <translation>连接到</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Connected to {host}:{port} at {address} ({ms} ms)</source>
        <translation>已通过 {address} 连接到 {host}:{port}（{ms} ms）</translation>
    </message>
    <message>
        <source>Connecting took longer than the limit. Check host, port and proxy: a firewall on the way may swallow what is sent there.</source>
        <translation>连接耗时超出限制。请检查主机、端口和代理：途中的防火墙可能丢弃了发送的内容。</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Connection not secured</source>
        <translation>未能建立加密连接</translation>
    </message>
    <message>
        <source>Connection secured</source>
        <translation>连接已加密</translation>
    </message>
    <message>
        <source>Connection to {host}:{port} was still open and is used again</source>
        <translation>到 {host}:{port} 的连接仍然打开，已复用</translation>
    </message>
    <message>
        <source>Connects to {place} in the place of the host.</source>
        <translation>改为连接到 {place}，而不是该主机。</translation>
    </message>
    <message>
        <source>Content-Length was typed as {typed}; the body's own length was sent.</source>
        <translation>Content-Length 填写为 {typed}；实际发送的是请求体的真实长度。</translation>
    </message>
    <message>
        <source>Content-Type has no boundary. The right one is added on sending; this row is not needed.</source>
        <translation>Content-Type 没有 boundary。发送时会自动加上正确的值，不需要这一行。</translation>
    </message>
    <message>
        <source>Content-Type is there twice. Servers take one of them, or refuse both.</source>
        <translation>Content-Type 出现了两次。服务器会取其中之一，或两个都拒绝。</translation>
    </message>
    <message>
        <source>Content-Type says multipart, but the body is no form-data. Choose form-data in Body.</source>
        <translation>Content-Type 声明为 multipart，但请求体不是 form-data。请在“请求体”中选择 form-data。</translation>
    </message>
    <message>
        <source>Content-Type was typed without a boundary; the one of this body was added.</source>
        <translation>填写的 Content-Type 不含 boundary；已补上此请求体的 boundary。</translation>
    </message>
    <message>
        <source>Cookie</source>
        <translation>Cookie</translation>
    </message>
    <message>
        <source>Cookies</source>
        <translation>Cookie</translation>
    </message>
    <message>
        <source>Cookies are not saved to a file.</source>
        <translation>Cookie 不会保存到文件。</translation>
    </message>
    <message>
        <source>Cookies were not read from the file {path}.</source>
        <translation>未从文件 {path} 读取 Cookie。</translation>
    </message>
    <message>
        <source>Cookies…</source>
        <translation>Cookie…</translation>
    </message>
    <message>
        <source>Copy as cURL</source>
        <translation>复制为 cURL</translation>
    </message>
    <message>
        <source>Copy as cURL with the token</source>
        <translation>复制为 cURL（含令牌）</translation>
    </message>
    <message>
        <source>Copy it as it is, or save it to a file.</source>
        <translation>请按原样复制，或保存到文件。</translation>
    </message>
    <message>
        <source>Copy response</source>
        <translation>复制响应</translation>
    </message>
    <message>
        <source>Copy the whole address of the service, with /v1/infers/ and the service's ID.</source>
        <translation>请复制服务的完整地址，其中包含 /v1/infers/ 和服务 ID。</translation>
    </message>
    <message>
        <source>Copy the whole command, with the URL of the service.</source>
        <translation>请复制包含服务 URL 的完整命令。</translation>
    </message>
    <message>
        <source>Copy the whole command; it ends behind {option}.</source>
        <translation>请复制完整命令；当前命令在 {option} 之后中断。</translation>
    </message>
    <message>
        <source>Credentials do not go along to other hosts when a redirect is followed.</source>
        <translation>跟随重定向时，不会将凭据发送到其他主机。</translation>
    </message>
    <message>
        <source>Credentials in saved answers, scripts and notes became dots: {n}.</source>
        <translation>已保存的响应、脚本和说明中的凭据已替换为圆点：{n} 处。</translation>
    </message>
    <message>
        <source>DNS lookup</source>
        <translation>DNS 查询</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>Define it in the environment, or choose another environment.</source>
        <translation>请在环境中定义该变量，或选择其他环境。</translation>
    </message>
    <message>
        <source>Delete all history…</source>
        <translation>删除全部历史记录…</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Demo, full screen</source>
        <translation>全屏演示</translation>
    </message>
    <message>
        <source>Demo: show it to others</source>
        <translation>演示：展示给他人</translation>
    </message>
    <message>
        <source>Device authorization URL</source>
        <translation>设备授权 URL</translation>
    </message>
    <message>
        <source>Device code</source>
        <translation>设备码</translation>
    </message>
    <message>
        <source>Different answers in {n} of {total} pairs.</source>
        <translation>{total} 对中有 {n} 对结果不同。</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>Digest</translation>
    </message>
    <message>
        <source>Directly, perhaps wrongly: a proxy script is set in the desktop settings ({desktop}). Modelpost does not run scripts; choose a manual proxy.</source>
        <translation>直接连接，可能不对：桌面设置（{desktop}）中设置了代理脚本。Modelpost 不运行脚本，请手动设置代理。</translation>
    </message>
    <message>
        <source>Directly, perhaps wrongly: the desktop settings ({desktop}) could not be read.</source>
        <translation>直接连接，可能不对：无法读取桌面设置（{desktop}）。</translation>
    </message>
    <message>
        <source>Directly: it is this computer, which the proxy in the desktop settings ({desktop}) is not for.</source>
        <translation>直接连接：目标是本机，桌面设置（{desktop}）中的代理不用于本机。</translation>
    </message>
    <message>
        <source>Directly: no proxy is set for {scheme}.</source>
        <translation>直接连接：没有为 {scheme} 设置代理。</translation>
    </message>
    <message>
        <source>Directly: no proxy is set, neither in the desktop settings ({desktop}) nor in the environment.</source>
        <translation>直接连接：桌面设置（{desktop}）和环境变量中都没有设置代理。</translation>
    </message>
    <message>
        <source>Directly: no proxy is set.</source>
        <translation>直接连接：没有设置代理。</translation>
    </message>
    <message>
        <source>Directly: proxies are switched off.</source>
        <translation>直接连接：代理已关闭。</translation>
    </message>
    <message>
        <source>Directly: the desktop settings ({desktop}) have a proxy for other hosts only.</source>
        <translation>直接连接：桌面设置（{desktop}）中的代理只用于其他主机。</translation>
    </message>
    <message>
        <source>Directly: the desktop settings ({desktop}) have no proxy for {scheme}.</source>
        <translation>直接连接：桌面设置（{desktop}）中没有 {scheme} 代理。</translation>
    </message>
    <message>
        <source>Directly: the system's settings name this host as an exception.</source>
        <translation>直接连接：系统设置将此主机列为例外。</translation>
    </message>
    <message>
        <source>Directly: “{entry}” in {name} names this host.</source>
        <translation>直接连接：{name} 中的“{entry}”包含此主机。</translation>
    </message>
    <message>
        <source>Directly: “{entry}” is among the exceptions in the desktop settings ({desktop}).</source>
        <translation>直接连接：“{entry}”在桌面设置（{desktop}）的例外列表中。</translation>
    </message>
    <message>
        <source>Directly: “{entry}” is among the exceptions.</source>
        <translation>直接连接：“{entry}”在例外列表中。</translation>
    </message>
    <message>
        <source>Domain (the whole account)</source>
        <translation>Domain（整个账号）</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Duration (ms)</source>
        <translation>时长（ms）</translation>
    </message>
    <message>
        <source>Each line is the name of an input and its label, with a comma between them.</source>
        <translation>每行是输入的名称和它的标签，中间用逗号分隔。</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Edit the environment</source>
        <translation>编辑环境</translation>
    </message>
    <message>
        <source>Effective request</source>
        <translation>实际发送的请求</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>Empty for a free port of this computer. One that leads elsewhere works too: you paste what the browser shows after signing in.</source>
        <translation>留空则使用本机的空闲端口。也可以指向别处：登录后粘贴浏览器显示的地址即可。</translation>
    </message>
    <message>
        <source>Empty for a public client.</source>
        <translation>公开客户端请留空。</translation>
    </message>
    <message>
        <source>Empty: as the address says, such as sagemaker.</source>
        <translation>留空则由地址得出，例如 sagemaker。</translation>
    </message>
    <message>
        <source>Empty: as the address says, such as us-east-1.</source>
        <translation>留空则由地址得出，例如 us-east-1。</translation>
    </message>
    <message>
        <source>Empty: the host of the URL. Else a host or an address, such as 192.0.2.7:8443.</source>
        <translation>留空：URL 中的主机。否则填写主机或地址，例如 192.0.2.7:8443。</translation>
    </message>
    <message>
        <source>Empty: the host of this request, and no other that it is redirected to.</source>
        <translation>留空：仅用于此请求的主机，不用于重定向到的其他主机。</translation>
    </message>
    <message>
        <source>Empty: the key is in the file of the certificate.</source>
        <translation>留空：密钥在证书文件中。</translation>
    </message>
    <message>
        <source>Empty: {name}, as inherited.</source>
        <translation>留空：继承 {name}。</translation>
    </message>
    <message>
        <source>Empty: {place}, as inherited.</source>
        <translation>留空：继承 {place}。</translation>
    </message>
    <message>
        <source>Enter it in the Auth tab.</source>
        <translation>请在“认证”标签页中输入。</translation>
    </message>
    <message>
        <source>Enter it in the Settings tab, at Client certificate.</source>
        <translation>请在“设置”标签页的“客户端证书”处填写。</translation>
    </message>
    <message>
        <source>Enter it where it is used and keep it in the keyring.</source>
        <translation>请在使用处输入，并存入系统密钥环。</translation>
    </message>
    <message>
        <source>Enter one that begins with https:// in the Auth tab.</source>
        <translation>请在“认证”标签页中填写以 https:// 开头的地址。</translation>
    </message>
    <message>
        <source>Entities</source>
        <translation>实体</translation>
    </message>
    <message>
        <source>Environment: {name}</source>
        <translation>环境：{name}</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Environments of Postman have no place for the description of {name}.</source>
        <translation>Postman 环境没有存放 {name} 的说明的位置。</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Exceptions from the proxy were not taken over: the command names no proxy.</source>
        <translation>未采用代理例外：该命令没有指定代理。</translation>
    </message>
    <message>
        <source>Exit codes: 0 all answers below 400, 1 some of 400 and above or none at all for some inputs, 2 wrong usage or unreadable input, 3 no answer to any input, 130 interrupted.</source>
        <translation>退出码：0 所有回答都低于 400，1 部分回答为 400 及以上或部分输入没有回答，2 用法错误或输入不可读，3 所有输入都没有回答，130 被中断。</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>期望</translation>
    </message>
    <message>
        <source>Expected in the rows, answered in the columns</source>
        <translation>行为期望，列为回答</translation>
    </message>
    <message>
        <source>Export as Postman collection…</source>
        <translation>导出为 Postman 集合…</translation>
    </message>
    <message>
        <source>Export them again, the private key included.</source>
        <translation>请重新导出，并包含私钥。</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>失败项</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Files of a collection are at most 20 MB. Check what it is.</source>
        <translation>集合文件最大为 20 MB。请检查该文件的内容。</translation>
    </message>
    <message>
        <source>Files of up to {n} MB are read.</source>
        <translation>最多读取 {n} MB 的文件。</translation>
    </message>
    <message>
        <source>Files that are sent ({n}) stay where they are: {names}.</source>
        <translation>要发送的文件（{n} 个）保留在原处：{names}。</translation>
    </message>
    <message>
        <source>Filter the response with a JSONPath</source>
        <translation>用 JSONPath 筛选响应</translation>
    </message>
    <message>
        <source>Find in the response</source>
        <translation>在响应中查找</translation>
    </message>
    <message>
        <source>First byte after {ms} ms</source>
        <translation>{ms} ms 后收到首字节</translation>
    </message>
    <message>
        <source>Folder {name}</source>
        <translation>文件夹 {name}</translation>
    </message>
    <message>
        <source>For</source>
        <translation>适用于</translation>
    </message>
    <message>
        <source>For example {example}.</source>
        <translation>例如 {example}。</translation>
    </message>
    <message>
        <source>For host</source>
        <translation>用于主机</translation>
    </message>
    <message>
        <source>For http</source>
        <translation>http 代理</translation>
    </message>
    <message>
        <source>For https</source>
        <translation>https 代理</translation>
    </message>
    <message>
        <source>For temporary keys only.</source>
        <translation>仅用于临时密钥。</translation>
    </message>
    <message>
        <source>From the cookies of the collection: {names}</source>
        <translation>来自集合的 Cookie：{names}</translation>
    </message>
    <message>
        <source>From the history: secrets in it are masked.</source>
        <translation>来自历史记录：其中的机密已隐藏。</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>网关</translation>
    </message>
    <message>
        <source>Get a token whose scope is the project of the service's region, the same as in the address.</source>
        <translation>请获取作用域为服务所在区域项目的令牌，该项目须与地址中的一致。</translation>
    </message>
    <message>
        <source>Give a command with one URL, and send the others one by one.</source>
        <translation>请提供只含一个 URL 的命令，其余请求逐个发送。</translation>
    </message>
    <message>
        <source>Give a folder with --output, not the file of one request.</source>
        <translation>请用 --output 指定文件夹，而不是单个请求的文件。</translation>
    </message>
    <message>
        <source>Give it a value that does not lead back to it.</source>
        <translation>请为它设置一个不会引用回自身的值。</translation>
    </message>
    <message>
        <source>Give it in the environment as {variable}.</source>
        <translation>请在环境变量 {variable} 中给出。</translation>
    </message>
    <message>
        <source>Give the variables one by one with --var NAME=VALUE.</source>
        <translation>请用 --var NAME=VALUE 逐个提供变量。</translation>
    </message>
    <message>
        <source>Give yourself the right to read {path}.</source>
        <translation>请为当前用户授予 {path} 的读取权限。</translation>
    </message>
    <message>
        <source>Give yourself the right to write {path}, or choose another place.</source>
        <translation>请为当前用户授予 {path} 的写入权限，或选择其他位置。</translation>
    </message>
    <message>
        <source>Give {name} with --secret {name}=@FILE, or in the environment as {variable}.</source>
        <translation>请用 --secret {name}=@FILE 提供 {name}，或通过环境变量 {variable} 提供。</translation>
    </message>
    <message>
        <source>Go to a line of the response</source>
        <translation>转到响应的某一行</translation>
    </message>
    <message>
        <source>Go to the URL</source>
        <translation>转到 URL</translation>
    </message>
    <message>
        <source>Goodbye from the server, code {code}: {meaning}</source>
        <translation>服务器关闭连接，代码 {code}：{meaning}</translation>
    </message>
    <message>
        <source>Goodbye from us, code {code}: {meaning}</source>
        <translation>本端关闭连接，代码 {code}：{meaning}</translation>
    </message>
    <message>
        <source>Grant type</source>
        <translation>授权类型</translation>
    </message>
    <message>
        <source>HTML</source>
        <translation>HTML</translation>
    </message>
    <message>
        <source>HTTP/2 was asked for. The request is sent with HTTP/1.1.</source>
        <translation>原命令要求使用 HTTP/2。此请求将以 HTTP/1.1 发送。</translation>
    </message>
    <message>
        <source>HTTP/3 was asked for. The request is sent with HTTP/1.1.</source>
        <translation>原命令要求使用 HTTP/3。此请求将以 HTTP/1.1 发送。</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Header (Basic)</source>
        <translation>请求头 (Basic)</translation>
    </message>
    <message>
        <source>Header names have letters, digits and - only, and no spaces.</source>
        <translation>请求头名称只能包含字母、数字和 -，不能包含空格。</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>响应头</translation>
    </message>
    <message>
        <source>Hex</source>
        <translation>十六进制</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Host is always sent. It was not taken out.</source>
        <translation>Host 始终会发送，未将其移除。</translation>
    </message>
    <message>
        <source>Host name</source>
        <translation>主机名</translation>
    </message>
    <message>
        <source>Host name found</source>
        <translation>已找到主机名</translation>
    </message>
    <message>
        <source>Host name not found</source>
        <translation>未找到主机名</translation>
    </message>
    <message>
        <source>Hosts, networks and ports as in NO_PROXY: localhost,.example.com,10.0.0.0/8</source>
        <translation>主机、网段和端口，写法同 NO_PROXY：localhost,.example.com,10.0.0.0/8</translation>
    </message>
    <message>
        <source>IAM</source>
        <translation>IAM</translation>
    </message>
    <message>
        <source>IAM at {host} is unavailable ({code})</source>
        <translation>{host} 的 IAM 不可用（{code}）</translation>
    </message>
    <message>
        <source>IAM endpoint</source>
        <translation>IAM 终端节点</translation>
    </message>
    <message>
        <source>IAM reported an error</source>
        <translation>IAM 报告了错误</translation>
    </message>
    <message>
        <source>IAM token (Huawei Cloud)</source>
        <translation>IAM 令牌（华为云）</translation>
    </message>
    <message>
        <source>IAM user</source>
        <translation>IAM 用户</translation>
    </message>
    <message>
        <source>ID token</source>
        <translation>ID 令牌</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Inference services take POST and refuse {method}.</source>
        <translation>推理服务接受 POST，拒绝 {method}。</translation>
    </message>
    <message>
        <source>Inference services take POST. Choose the method that the service documents.</source>
        <translation>推理服务使用 POST。请选择服务文档中说明的方法。</translation>
    </message>
    <message>
        <source>Inherited</source>
        <translation>继承</translation>
    </message>
    <message>
        <source>Inherited: TLS {version}</source>
        <translation>继承：TLS {version}</translation>
    </message>
    <message>
        <source>Inherited: none</source>
        <translation>继承：无</translation>
    </message>
    <message>
        <source>Inherited: of the environment variables</source>
        <translation>继承：来自环境变量</translation>
    </message>
    <message>
        <source>Inherited: of the system</source>
        <translation>继承：来自系统</translation>
    </message>
    <message>
        <source>Inherited: {path}</source>
        <translation>继承：{path}</translation>
    </message>
    <message>
        <source>Inherited: {proxy}</source>
        <translation>继承：{proxy}</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入数</translation>
    </message>
    <message>
        <source>Install PySide6-Essentials and what it needs of the system; modelpost send works without.</source>
        <translation>请安装 PySide6-Essentials 及其所需的系统组件；modelpost send 无需这些组件。</translation>
    </message>
    <message>
        <source>Is there room for it on the disk?</source>
        <translation>磁盘上还有空间吗？</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translation>颁发者</translation>
    </message>
    <message>
        <source>Issued to</source>
        <translation>颁发给</translation>
    </message>
    <message>
        <source>Issuer’s SHA-256</source>
        <translation>颁发者 SHA-256</translation>
    </message>
    <message>
        <source>It answered {status} {reason}. Check the proxy settings, or skip it for this host.</source>
        <translation>它返回了 {status} {reason}。请检查代理设置，或对此主机不使用代理。</translation>
    </message>
    <message>
        <source>It asked for a different or missing token. Check the Auth tab. ModelArts needs a token with project scope.</source>
        <translation>服务要求其他令牌，或请求缺少令牌。请检查“认证”标签页。ModelArts 需要项目级（project scope）令牌。</translation>
    </message>
    <message>
        <source>It belongs to another address</source>
        <translation>证书属于其他地址</translation>
    </message>
    <message>
        <source>It belongs to another host name</source>
        <translation>证书属于其他主机名</translation>
    </message>
    <message>
        <source>It does not accept the user name or the password.</source>
        <translation>它不接受该用户名或密码。</translation>
    </message>
    <message>
        <source>It grows out of all proportion, which may be meant to fill your disk. Its beginning is shown.</source>
        <translation>它解压后异常膨胀，可能意在占满磁盘。这里只显示开头部分。</translation>
    </message>
    <message>
        <source>It has expired</source>
        <translation>证书已过期</translation>
    </message>
    <message>
        <source>It has more than {n} aliases.</source>
        <translation>别名超过 {n} 个。</translation>
    </message>
    <message>
        <source>It has more than {n} directives.</source>
        <translation>指令超过 {n} 条。</translation>
    </message>
    <message>
        <source>It has more than {n} entries.</source>
        <translation>条目超过 {n} 个。</translation>
    </message>
    <message>
        <source>It has neither a name nor a value.</source>
        <translation>它既没有名称也没有值。</translation>
    </message>
    <message>
        <source>It has no environments at all. Give the variables one by one with --var NAME=VALUE.</source>
        <translation>其中没有任何环境。请用 --var NAME=VALUE 逐个提供变量。</translation>
    </message>
    <message>
        <source>It has no file {file}. Choose another folder, or create a collection in this one.</source>
        <translation>其中没有 {file} 文件。请选择其他文件夹，或在此文件夹中创建集合。</translation>
    </message>
    <message>
        <source>It has no list of images and annotations.</source>
        <translation>其中没有图片和标注的列表。</translation>
    </message>
    <message>
        <source>It has no “info” object or no “item” list. Export it again as Collection v2.1.</source>
        <translation>缺少 “info” 对象或 “item” 列表。请重新导出为 Collection v2.1。</translation>
    </message>
    <message>
        <source>It has to be bound to the service, or be good for all services.</source>
        <translation>密钥须已绑定到该服务，或适用于所有服务。</translation>
    </message>
    <message>
        <source>It holds a control character.</source>
        <translation>它含有控制字符。</translation>
    </message>
    <message>
        <source>It holds more than one document.</source>
        <translation>其中包含多个文档。</translation>
    </message>
    <message>
        <source>It is SVG in an unusual charset.</source>
        <translation>它是使用不常见字符集的 SVG。</translation>
    </message>
    <message>
        <source>It is for {domain}, but came from {host}.</source>
        <translation>它用于 {domain}，却来自 {host}。</translation>
    </message>
    <message>
        <source>It is frozen, or belongs to another region. Use the project of the service's region.</source>
        <translation>该项目已冻结，或属于其他区域。请使用服务所在区域的项目。</translation>
    </message>
    <message>
        <source>It is kept as it is, and nothing is added to it.</source>
        <translation>它将保持原样，不会再写入内容。</translation>
    </message>
    <message>
        <source>It is kept for {days} days.</source>
        <translation>保留 {days} 天。</translation>
    </message>
    <message>
        <source>It is longer than {n} bytes.</source>
        <translation>它超过 {n} 字节。</translation>
    </message>
    <message>
        <source>It is marked Secure, but came over plain http.</source>
        <translation>它标有 Secure，却来自未加密的 http。</translation>
    </message>
    <message>
        <source>It is nested more than {n} levels deep.</source>
        <translation>嵌套超过 {n} 层。</translation>
    </message>
    <message>
        <source>It is no base64.</source>
        <translation>它不是 base64。</translation>
    </message>
    <message>
        <source>It is not available now. Send again later.</source>
        <translation>服务目前不可用。请稍后再次发送。</translation>
    </message>
    <message>
        <source>It is not sent on. Put that address into the URL if you trust it with the secret.</source>
        <translation>未继续发送。如果您信任该地址可以获知此机密，请将它填入 URL。</translation>
    </message>
    <message>
        <source>It is not sent there. Put that address into the URL if you trust it with the secret.</source>
        <translation>未发送到该地址。如果您信任该地址可以获知此机密，请将它填入 URL。</translation>
    </message>
    <message>
        <source>It is not valid yet</source>
        <translation>证书尚未生效</translation>
    </message>
    <message>
        <source>It is over {n} inputs, other ones or with other right answers. Name another file.</source>
        <translation>它对应 {n} 个输入，且输入或正确答案不同。请指定另一个文件。</translation>
    </message>
    <message>
        <source>It is packed. Save it to look at it elsewhere.</source>
        <translation>它是压缩的。请保存后用其他程序查看。</translation>
    </message>
    <message>
        <source>It is signed by itself</source>
        <translation>证书为自签名证书</translation>
    </message>
    <message>
        <source>It is stopped, deleted or still being deployed. Start it, then send again.</source>
        <translation>服务已停止、已删除或仍在部署中。请启动服务后重新发送。</translation>
    </message>
    <message>
        <source>It may be damaged. Save it to look at it elsewhere.</source>
        <translation>图片可能已损坏。请保存后用其他程序查看。</translation>
    </message>
    <message>
        <source>It may be going in circles. Check the address, or raise the limit in Settings.</source>
        <translation>可能存在循环重定向。请检查地址，或在设置中提高上限。</translation>
    </message>
    <message>
        <source>It may be waiting for you to unlock it. Saved tokens cannot be used until then.</source>
        <translation>系统密钥环可能正在等待解锁。解锁前无法使用已保存的令牌。</translation>
    </message>
    <message>
        <source>It may have expired, or be of an issuer that the server does not know. Choose another one.</source>
        <translation>它可能已过期，或其颁发者不为服务器所知。请选择另一个。</translation>
    </message>
    <message>
        <source>It may not accept the client certificate, or have no cipher in common with this computer.</source>
        <translation>它可能不接受该客户端证书，或与本机没有共同的加密套件。</translation>
    </message>
    <message>
        <source>It may want a client certificate: none is set for this host. Choose one in the Settings tab.</source>
        <translation>它可能需要客户端证书：尚未为此主机设置。请在“设置”标签页中选择一个。</translation>
    </message>
    <message>
        <source>It needs a row below the column names {names}.</source>
        <translation>列名 {names} 之下须有一行数据。</translation>
    </message>
    <message>
        <source>It opens in line {line}, column {column}. Copy the whole command, or close it.</source>
        <translation>引号始于第 {line} 行第 {column} 列。请复制完整命令，或补上右引号。</translation>
    </message>
    <message>
        <source>It reported {kind}. The token stays in memory for now.</source>
        <translation>系统密钥环报告了 {kind}。令牌暂时保留在内存中。</translation>
    </message>
    <message>
        <source>It said: {reason}</source>
        <translation>服务输出：{reason}</translation>
    </message>
    <message>
        <source>It says: error {number}.</source>
        <translation>它回应：错误 {number}。</translation>
    </message>
    <message>
        <source>It says: general failure.</source>
        <translation>它回应：一般性故障。</translation>
    </message>
    <message>
        <source>It says: it does not know this command.</source>
        <translation>它回应：不支持此命令。</translation>
    </message>
    <message>
        <source>It says: it does not know this kind of address.</source>
        <translation>它回应：不支持此类地址。</translation>
    </message>
    <message>
        <source>It says: its rules do not allow this connection.</source>
        <translation>它回应：其规则不允许此连接。</translation>
    </message>
    <message>
        <source>It says: nothing is listening there.</source>
        <translation>它回应：目标处没有程序在监听。</translation>
    </message>
    <message>
        <source>It says: the host cannot be reached.</source>
        <translation>它回应：无法到达该主机。</translation>
    </message>
    <message>
        <source>It says: the network cannot be reached.</source>
        <translation>它回应：无法到达该网络。</translation>
    </message>
    <message>
        <source>It says: the time to live has run out.</source>
        <translation>它回应：TTL 已耗尽。</translation>
    </message>
    <message>
        <source>It takes TLS 1.2 or later. A proxy on the way may use an older version.</source>
        <translation>网关要求 TLS 1.2 或更高版本。途中的代理可能使用了较旧的版本。</translation>
    </message>
    <message>
        <source>It takes the prompt for sensitive content. Change the prompt.</source>
        <translation>服务认为提示词含有敏感内容。请修改提示词。</translation>
    </message>
    <message>
        <source>It unpacks to far more than its size says. Save it to look at it elsewhere.</source>
        <translation>解压后远大于其标明的大小。请保存后用其他程序查看。</translation>
    </message>
    <message>
        <source>It wants a user name and a password (407). Enter them before its name in the proxy settings: http://user:password@proxy.</source>
        <translation>它需要用户名和密码（407）。请在代理设置中写在其名称之前：http://user:password@proxy。</translation>
    </message>
    <message>
        <source>It wants a user name and a password.</source>
        <translation>它需要用户名和密码。</translation>
    </message>
    <message>
        <source>It wants a way to sign in that Modelpost does not have.</source>
        <translation>它要求的登录方式 Modelpost 不支持。</translation>
    </message>
    <message>
        <source>It was at {path}. See whether its drive is still connected.</source>
        <translation>它原来位于 {path}。请检查其驱动器是否仍然连接。</translation>
    </message>
    <message>
        <source>It was moved, renamed or deleted.</source>
        <translation>它被移动、重命名或删除了。</translation>
    </message>
    <message>
        <source>It was saved to {path}, but no program opens such files.</source>
        <translation>已保存到 {path}，但没有可打开此类文件的程序。</translation>
    </message>
    <message>
        <source>It was saved to {path}, but not opened: such a file may run.</source>
        <translation>已保存到 {path}，但未打开：此类文件可能会自行运行。</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <source>It was written to the log. Send again; if it happens again, please report it.</source>
        <translation>详情已写入日志。请重新发送；如果问题再次出现，请反馈给我们。</translation>
    </message>
    <message>
        <source>It would hold characters that a text file cannot hold. Remove them and save again.</source>
        <translation>内容包含文本文件无法保存的字符。请移除后重新保存。</translation>
    </message>
    <message>
        <source>Its answer below says why. Check the body and the headers.</source>
        <translation>下方的响应说明了原因。请检查请求体和请求头。</translation>
    </message>
    <message>
        <source>Its chain ends in a certificate that is signed by itself</source>
        <translation>证书链以自签名证书结尾</translation>
    </message>
    <message>
        <source>Its columns are: {columns}.</source>
        <translation>它的列有：{columns}。</translation>
    </message>
    <message>
        <source>Its domain {domain} is not in ASCII.</source>
        <translation>它的域 {domain} 不是 ASCII。</translation>
    </message>
    <message>
        <source>Its environments are: {names}.</source>
        <translation>可用环境：{names}。</translation>
    </message>
    <message>
        <source>Its first line names the columns.</source>
        <translation>第一行是各列的名称。</translation>
    </message>
    <message>
        <source>Its header X-Subject-Token is missing. A proxy on the way may take it out.</source>
        <translation>缺少响应头 X-Subject-Token，可能被途中的代理移除。</translation>
    </message>
    <message>
        <source>Its issuer is not known to this computer</source>
        <translation>本机不识别证书的颁发者</translation>
    </message>
    <message>
        <source>Its name or ID. A region's own project is named like the region, such as cn-north-4.</source>
        <translation>项目名称或 ID。区域默认项目与区域同名，例如 cn-north-4。</translation>
    </message>
    <message>
        <source>Its own</source>
        <translation>自己的</translation>
    </message>
    <message>
        <source>Its text is not base64.</source>
        <translation>其文本不是 base64。</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>JSON knows no NaN and no Infinity</source>
        <translation>JSON 没有 NaN 和 Infinity</translation>
    </message>
    <message>
        <source>JSON, not forms and files</source>
        <translation>JSON 签名，表单和文件不签名</translation>
    </message>
    <message>
        <source>KIND is one of {kinds}.</source>
        <translation>KIND 为 {kinds} 之一。</translation>
    </message>
    <message>
        <source>Keep them in the keyring, then save again.</source>
        <translation>请将其存入系统密钥环，然后重新保存。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Key file</source>
        <translation>密钥文件</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Known are: {names}.</source>
        <translation>可识别的格式：{names}。</translation>
    </message>
    <message>
        <source>Label Studio</source>
        <translation>Label Studio</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Left empty, it is asked for whenever a token is fetched.</source>
        <translation>留空时，每次获取令牌都会询问。</translation>
    </message>
    <message>
        <source>Let Bruno convert it to YAML, then open it again.</source>
        <translation>请先用 Bruno 将其转换为 YAML，再重新打开。</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Line {line} holds a NUL character.</source>
        <translation>第 {line} 行包含 NUL 字符。</translation>
    </message>
    <message>
        <source>Line {line} holds a byte that is not valid. Save the file as UTF-8.</source>
        <translation>第 {line} 行包含无效字节。请将文件保存为 UTF-8 编码。</translation>
    </message>
    <message>
        <source>Line {line} holds a byte that text does not have. Choose another file.</source>
        <translation>第 {line} 行含有文本中不存在的字节。请选择其他文件。</translation>
    </message>
    <message>
        <source>Line {line} is not JSON.</source>
        <translation>第 {line} 行不是 JSON。</translation>
    </message>
    <message>
        <source>Line {line} is not a class and four numbers.</source>
        <translation>第 {line} 行不是一个类别和四个数字。</translation>
    </message>
    <message>
        <source>Line {line} is not a name and a value.</source>
        <translation>第 {line} 行不是名称和值。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {reason}.</source>
        <translation>第 {line} 行，第 {column} 列：{reason}。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {what}.</source>
        <translation>第 {line} 行第 {column} 列：{what}。</translation>
    </message>
    <message>
        <source>Line {line}: it has no info.type.</source>
        <translation>第 {line} 行：缺少 info.type。</translation>
    </message>
    <message>
        <source>Line {line}: it holds no names and values.</source>
        <translation>第 {line} 行：其中没有名称和值。</translation>
    </message>
    <message>
        <source>Line {line}: it is not a JSON object.</source>
        <translation>第 {line} 行：不是 JSON 对象。</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>Line {line}: {reason}.</source>
        <translation>第 {line} 行：{reason}。</translation>
    </message>
    <message>
        <source>Look at the variable at the caret</source>
        <translation>查看光标处的变量</translation>
    </message>
    <message>
        <source>Look for a trailing comma, typographic quotes or a byte order mark.</source>
        <translation>请检查是否有多余的尾随逗号、弯引号或字节顺序标记。</translation>
    </message>
    <message>
        <source>Look for variables that are made of one another.</source>
        <translation>请检查是否有变量互相引用。</translation>
    </message>
    <message>
        <source>Look up…</source>
        <translation>查询…</translation>
    </message>
    <message>
        <source>Looking into the text ended unexpectedly</source>
        <translation>对文本的查找意外结束</translation>
    </message>
    <message>
        <source>Lowest version</source>
        <translation>最低版本</translation>
    </message>
    <message>
        <source>Make room on the drive of {path} and try again.</source>
        <translation>请在 {path} 所在的磁盘上腾出空间，然后重试。</translation>
    </message>
    <message>
        <source>Messages of the request now: the {n} that you sent. Undo brings back the others.</source>
        <translation>请求的消息现在是您发送的 {n} 条。撤销可恢复原来的消息。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Model {version}</source>
        <translation>模型 {version}</translation>
    </message>
    <message>
        <source>ModelArts</source>
        <translation>ModelArts</translation>
    </message>
    <message>
        <source>ModelArts API key</source>
        <translation>ModelArts API 密钥</translation>
    </message>
    <message>
        <source>ModelArts needs a token with project scope. Get one for the project of the service's region.</source>
        <translation>ModelArts 需要项目级（project scope）令牌。请为服务所在区域的项目获取令牌。</translation>
    </message>
    <message>
        <source>ModelArts reported an error</source>
        <translation>ModelArts 报告了错误</translation>
    </message>
    <message>
        <source>ModelArts services refuse tokens with domain scope. Choose project scope.</source>
        <translation>ModelArts 服务拒绝 domain 范围的令牌。请选择 project 范围。</translation>
    </message>
    <message>
        <source>Modelpost</source>
        <translation>Modelpost</translation>
    </message>
    <message>
        <source>Modelpost ended unexpectedly more than once. The requests are back; their answers are in the history.</source>
        <translation>Modelpost 多次意外退出。请求已恢复；它们的响应在历史记录中。</translation>
    </message>
    <message>
        <source>Modelpost itself</source>
        <translation>Modelpost 自身</translation>
    </message>
    <message>
        <source>More for the authorization URL</source>
        <translation>授权 URL 的更多参数</translation>
    </message>
    <message>
        <source>More for the token URL</source>
        <translation>令牌 URL 的更多参数</translation>
    </message>
    <message>
        <source>More than 5 signatures in a row were wrong. Correct the secret key, then wait before you send again.</source>
        <translation>连续 5 次以上签名错误。请更正私有访问密钥，等待一段时间后再发送。</translation>
    </message>
    <message>
        <source>More when refreshing</source>
        <translation>刷新时的更多参数</translation>
    </message>
    <message>
        <source>Move it to the Auth tab, or write a secret variable in its place, then save again.</source>
        <translation>请将其移到“认证”选项卡，或改写为机密变量，然后重新保存。</translation>
    </message>
    <message>
        <source>Move the file that it leads to.</source>
        <translation>请移动它所指向的文件。</translation>
    </message>
    <message>
        <source>Move the request to…</source>
        <translation>将请求移动到…</translation>
    </message>
    <message>
        <source>Move values from the query into the body.</source>
        <translation>请将查询参数中的值移到请求体中。</translation>
    </message>
    <message>
        <source>Moved to {collection}.</source>
        <translation>已移动到 {collection}。</translation>
    </message>
    <message>
        <source>Moved to {collection}. It has other files of these names, which stay as they are: {names}.</source>
        <translation>已移动到 {collection}。那里已有同名的其他文件，保持不变：{names}。</translation>
    </message>
    <message>
        <source>Moved to {collection}. Secrets that came along: {n}.</source>
        <translation>已移动到 {collection}。一同带来的密钥：{n} 个。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name a request in it, such as a .yml file.</source>
        <translation>请指定其中的请求，例如某个 .yml 文件。</translation>
    </message>
    <message>
        <source>Names with spaces between them.</source>
        <translation>多个名称以空格分隔。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>新建集合…</translation>
    </message>
    <message>
        <source>New environment</source>
        <translation>新建环境</translation>
    </message>
    <message>
        <source>New saved request…</source>
        <translation>新建并保存请求…</translation>
    </message>
    <message>
        <source>New tab</source>
        <translation>新建标签页</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>下一个窗格</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>下一个标签页</translation>
    </message>
    <message>
        <source>No answer within {n} s</source>
        <translation>{n} s 内无响应</translation>
    </message>
    <message>
        <source>No application writes such a file. Check what it is.</source>
        <translation>没有应用会写出这样的文件。请检查其内容。</translation>
    </message>
    <message>
        <source>No auth</source>
        <translation>无认证</translation>
    </message>
    <message>
        <source>No body</source>
        <translation>没有响应体</translation>
    </message>
    <message>
        <source>No browser could be opened to sign in</source>
        <translation>无法打开浏览器进行登录</translation>
    </message>
    <message>
        <source>No clear difference in accuracy: A is right on {a}, B on {b} of {total}.</source>
        <translation>准确率没有明显差异：{total} 个中 A 对了 {a} 个，B 对了 {b} 个。</translation>
    </message>
    <message>
        <source>No clear difference in confidence.</source>
        <translation>置信度没有明显差异。</translation>
    </message>
    <message>
        <source>No clear difference in time.</source>
        <translation>时间没有明显差异。</translation>
    </message>
    <message>
        <source>No complete answer</source>
        <translation>没有完整的应答</translation>
    </message>
    <message>
        <source>No file is chosen</source>
        <translation>未选择文件</translation>
    </message>
    <message>
        <source>No file is chosen for “{name}”</source>
        <translation>未为“{name}”选择文件</translation>
    </message>
    <message>
        <source>No part of the request can take a file.</source>
        <translation>该请求没有可以接收文件的部分。</translation>
    </message>
    <message>
        <source>No permission for this service</source>
        <translation>没有此服务的权限</translation>
    </message>
    <message>
        <source>No preview</source>
        <translation>无法预览</translation>
    </message>
    <message>
        <source>No secure connection to it could be made. Try http:// before its name, not https://.</source>
        <translation>无法与它建立安全连接。请尝试在其名称前使用 http:// 而不是 https://。</translation>
    </message>
    <message>
        <source>No secure connection to {host} could be made</source>
        <translation>无法与 {host} 建立安全连接</translation>
    </message>
    <message>
        <source>No service at this path</source>
        <translation>此路径上没有服务</translation>
    </message>
    <message>
        <source>No tree</source>
        <translation>没有树形视图</translation>
    </message>
    <message>
        <source>No, for this request only</source>
        <translation>否，仅限此请求</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation>恢复默认文字大小</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>Not sent to another origin: {names}</source>
        <translation>未发送到其他源：{names}</translation>
    </message>
    <message>
        <source>Nothing in the answer matches</source>
        <translation>响应中没有匹配的内容</translation>
    </message>
    <message>
        <source>Nothing is left of the free quota. Enable the paid service.</source>
        <translation>免费额度已用完。请开通付费服务。</translation>
    </message>
    <message>
        <source>Nothing is listening at {host}:{port}</source>
        <translation>{host}:{port} 上没有服务在监听</translation>
    </message>
    <message>
        <source>OAuth 2.0</source>
        <translation>OAuth 2.0</translation>
    </message>
    <message>
        <source>Objects and arrays of JSON have one: see Pretty or Raw.</source>
        <translation>只有 JSON 对象和数组才有树形视图：请看“美化”或“原始”。</translation>
    </message>
    <message>
        <source>Of the environment variables only</source>
        <translation>仅来自环境变量</translation>
    </message>
    <message>
        <source>Of the system</source>
        <translation>来自系统</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>One side broke the rules of the protocol</source>
        <translation>一方违反了协议规则</translation>
    </message>
    <message>
        <source>One side cannot take this kind of message</source>
        <translation>一方不能接受此类消息</translation>
    </message>
    <message>
        <source>Only a raw body and a text part of form-data can hold it. Write the value itself here, or a variable that has it.</source>
        <translation>只有原始正文和 form-data 的文本部分可以容纳它。请在此处直接写出值，或使用含有该值的变量。</translation>
    </message>
    <message>
        <source>Only an answer that is text of up to 4 MB is kept with its request. Save it to a file instead.</source>
        <translation>只有不超过 4 MB 的文本应答才能随请求保存。请改为保存到文件。</translation>
    </message>
    <message>
        <source>Only its ID, in the body</source>
        <translation>仅 ID，放在请求体</translation>
    </message>
    <message>
        <source>Only the first {n} rows are shown.</source>
        <translation>只显示前 {n} 行。</translation>
    </message>
    <message>
        <source>Only the rows of --data have columns, and only files have a folder.</source>
        <translation>只有 --data 的行才有列，只有文件才有所在文件夹。</translation>
    </message>
    <message>
        <source>Only {size} bytes of this part went out.</source>
        <translation>这一部分只发出了 {size} 字节。</translation>
    </message>
    <message>
        <source>Open a collection…</source>
        <translation>打开集合…</translation>
    </message>
    <message>
        <source>Open a folder, or the file of a request, which ends in .yml.</source>
        <translation>请打开一个文件夹，或一个以 .yml 结尾的请求文件。</translation>
    </message>
    <message>
        <source>Open it again to see that version, or save yours under another name.</source>
        <translation>重新打开可查看该版本，或将当前版本以其他名称保存。</translation>
    </message>
    <message>
        <source>Open it again to see that version.</source>
        <translation>请重新打开以查看该版本。</translation>
    </message>
    <message>
        <source>Open it in Postman, and export it as Collection v2.1.</source>
        <translation>请在 Postman 中打开，并导出为 Collection v2.1。</translation>
    </message>
    <message>
        <source>Open the address and enter the code to sign in.</source>
        <translation>请打开该地址并输入代码以登录。</translation>
    </message>
    <message>
        <source>Open the response in another program…</source>
        <translation>用其他程序打开响应…</translation>
    </message>
    <message>
        <source>PEM, or PKCS#12 with certificate and key in it (.p12, .pfx).</source>
        <translation>PEM，或同时包含证书和密钥的 PKCS#12（.p12、.pfx）。</translation>
    </message>
    <message>
        <source>PKCE</source>
        <translation>PKCE</translation>
    </message>
    <message>
        <source>Parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Parameters such as prompt=consent&amp;login_hint=ada; write % and &amp; in a value as %25 and %26.</source>
        <translation>例如 prompt=consent&amp;login_hint=ada；值中的 % 和 &amp; 请写作 %25 和 %26。</translation>
    </message>
    <message>
        <source>Parameters such as tenant=a&amp;header:X-Realm=b&amp;query:v=2; write % and &amp; in a value as %25 and %26.</source>
        <translation>例如 tenant=a&amp;header:X-Realm=b&amp;query:v=2；值中的 % 和 &amp; 请写作 %25 和 %26。</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Passwords are not written to files. Keep it as a secret and write {example}.</source>
        <translation>密码不会写入文件。请将其保存为机密，并填写 {example}。</translation>
    </message>
    <message>
        <source>Paste a cURL command</source>
        <translation>粘贴 cURL 命令</translation>
    </message>
    <message>
        <source>Phase</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Picked fields</source>
        <translation>所选字段</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Pictures, HTML, Markdown and CSV have one. This is {type}: see Pretty, Raw or Hex.</source>
        <translation>图片、HTML、Markdown 和 CSV 有预览。这是 {type}：请看“美化”“原始”或“十六进制”。</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>明文</translation>
    </message>
    <message>
        <source>Port {port} of this computer is in use</source>
        <translation>本机端口 {port} 已被占用</translation>
    </message>
    <message>
        <source>Ports go from 1 to 65535.</source>
        <translation>端口范围为 1 到 65535。</translation>
    </message>
    <message>
        <source>Postman collection</source>
        <translation>Postman 集合</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation>前缀</translation>
    </message>
    <message>
        <source>Pretty</source>
        <translation>美化</translation>
    </message>
    <message>
        <source>Pretty shows where it breaks.</source>
        <translation>“美化”视图会指出出错的位置。</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>上一个窗格</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>上一个标签页</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Project ID</source>
        <translation>项目 ID</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Proxy reached</source>
        <translation>已到达代理</translation>
    </message>
    <message>
        <source>Put the value into a file: other programs can see a command line.</source>
        <translation>请将值放入文件：其他程序可以看到命令行内容。</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>查询参数</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Ranking</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>Read credentials.csv…</source>
        <translation>读取 credentials.csv…</translation>
    </message>
    <message>
        <source>Read the key's CSV file…</source>
        <translation>读取密钥的 CSV 文件…</translation>
    </message>
    <message>
        <source>Real-time services of ModelArts take tokens with project scope only.</source>
        <translation>ModelArts 在线服务只接受项目级（project scope）令牌。</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Receiving the answer</source>
        <translation>接收响应</translation>
    </message>
    <message>
        <source>Redirect URL</source>
        <translation>重定向 URL</translation>
    </message>
    <message>
        <source>Redirect not followed</source>
        <translation>未跟随重定向</translation>
    </message>
    <message>
        <source>Redirected after {ms} ms: {method} {location}</source>
        <translation>{ms} 毫秒后重定向：{method} {location}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Referer is not set by itself after a redirect.</source>
        <translation>重定向后不会自动设置 Referer。</translation>
    </message>
    <message>
        <source>Refresh URL</source>
        <translation>刷新 URL</translation>
    </message>
    <message>
        <source>Refused by IAM</source>
        <translation>被 IAM 拒绝</translation>
    </message>
    <message>
        <source>Refused by ModelArts</source>
        <translation>被 ModelArts 拒绝</translation>
    </message>
    <message>
        <source>Refused by a proxy</source>
        <translation>被代理拒绝</translation>
    </message>
    <message>
        <source>Refused by the API gateway</source>
        <translation>被 API 网关拒绝</translation>
    </message>
    <message>
        <source>Refused by the server</source>
        <translation>被服务器拒绝</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Region {region}</source>
        <translation>区域 {region}</translation>
    </message>
    <message>
        <source>Remove it from the URL.</source>
        <translation>请从 URL 中移除。</translation>
    </message>
    <message>
        <source>Rename one of the two secrets.</source>
        <translation>请重命名两个机密中的一个。</translation>
    </message>
    <message>
        <source>Reopen closed tab</source>
        <translation>重新打开已关闭的标签页</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Request not sent whole</source>
        <translation>请求未完整发出</translation>
    </message>
    <message>
        <source>Request sent</source>
        <translation>请求已发送</translation>
    </message>
    <message>
        <source>Request sent ({ms} ms)</source>
        <translation>请求已发送（{ms} ms）</translation>
    </message>
    <message>
        <source>Request sent, {size} bytes of body ({ms} ms)</source>
        <translation>请求已发送，请求体 {size} 字节（{ms} ms）</translation>
    </message>
    <message>
        <source>Request {number}</source>
        <translation>请求 {number}</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Resource</source>
        <translation>资源</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>Response beside or below the request</source>
        <translation>响应显示在请求右侧或下方</translation>
    </message>
    <message>
        <source>Restored 1 unsaved request</source>
        <translation>已恢复 1 个未保存的请求</translation>
    </message>
    <message>
        <source>Restored {count} unsaved requests</source>
        <translation>已恢复 {count} 个未保存的请求</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Revert to what is saved</source>
        <translation>还原为已保存的内容</translation>
    </message>
    <message>
        <source>S3 takes bodies without; a large file is then read only once.</source>
        <translation>S3 接受未签名的请求体；大文件因此只读取一次。</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>SHA-256 fingerprint</source>
        <translation>SHA-256 指纹</translation>
    </message>
    <message>
        <source>SHA-256 was not taken: the connection was faster than it.</source>
        <translation>未计算 SHA-256：连接比计算更快。</translation>
    </message>
    <message>
        <source>SHA-256 {digest}</source>
        <translation>SHA-256 {digest}</translation>
    </message>
    <message>
        <source>Sample service</source>
        <translation>示例服务</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save again to write over it, or close the environment and open it again to see it.</source>
        <translation>再次保存即可覆盖；或者关闭该环境后重新打开以查看其内容。</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save it to a file instead, or select less.</source>
        <translation>请改为保存到文件，或减少选择。</translation>
    </message>
    <message>
        <source>Save it to a file instead.</source>
        <translation>请改为保存到文件。</translation>
    </message>
    <message>
        <source>Save response to a file…</source>
        <translation>将响应保存到文件…</translation>
    </message>
    <message>
        <source>Saved: {name}</source>
        <translation>已保存：{name}</translation>
    </message>
    <message>
        <source>Scope</source>
        <translation>作用域</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>Secret access key</source>
        <translation>秘密访问密钥</translation>
    </message>
    <message>
        <source>Secret key (SK)</source>
        <translation>私有访问密钥（SK）</translation>
    </message>
    <message>
        <source>Secrets in the keyring</source>
        <translation>密钥环中的机密</translation>
    </message>
    <message>
        <source>Security token</source>
        <translation>安全令牌</translation>
    </message>
    <message>
        <source>See Pretty, or save it and open it in a browser.</source>
        <translation>请看“美化”，或保存后用浏览器打开。</translation>
    </message>
    <message>
        <source>See line {line}.</source>
        <translation>请查看第 {line} 行。</translation>
    </message>
    <message>
        <source>See what was received in Raw.</source>
        <translation>请在“原始”中查看收到的内容。</translation>
    </message>
    <message>
        <source>See whether the drive of {path} is still connected.</source>
        <translation>请检查 {path} 所在的磁盘是否仍处于连接状态。</translation>
    </message>
    <message>
        <source>See {program} --help.</source>
        <translation>请参阅 {program} --help。</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send Accept-Encoding: gzip, or save the answer as it was received.</source>
        <translation>请发送 Accept-Encoding: gzip，或按接收时的原样保存响应。</translation>
    </message>
    <message>
        <source>Send again and agree to it, or ask whoever runs the service.</source>
        <translation>请重新发送并同意授权，或联系服务的运营者。</translation>
    </message>
    <message>
        <source>Send again for a new one.</source>
        <translation>请重新发送以获取新的代码。</translation>
    </message>
    <message>
        <source>Send again later, or choose the endpoint of another region of the same site.</source>
        <translation>请稍后重新发送，或选择同一站点其他区域的终端节点。</translation>
    </message>
    <message>
        <source>Send again later; if it stays so, check its address in the Auth tab.</source>
        <translation>请稍后重新发送；如果仍然如此，请在“认证”标签页中检查其地址。</translation>
    </message>
    <message>
        <source>Send again to sign in anew. The redirect URL must be one that the client is known with.</source>
        <translation>请重新发送以再次登录。重定向 URL 必须是该客户端登记过的。</translation>
    </message>
    <message>
        <source>Send again, and sign in with the page that opens then.</source>
        <translation>请重新发送，并在随后打开的页面中登录。</translation>
    </message>
    <message>
        <source>Send one request and print the response.</source>
        <translation>发送一个请求并输出响应。</translation>
    </message>
    <message>
        <source>Send one request for every file of a folder, every row of a table, or n times.</source>
        <translation>为文件夹中的每个文件、表格的每一行发送一次请求，或重复 n 次。</translation>
    </message>
    <message>
        <source>Send the content as text, or let the server offer SHA-256 or the quality “auth”.</source>
        <translation>请以文本发送内容，或让服务器提供 SHA-256 或“auth”保护级别。</translation>
    </message>
    <message>
        <source>Send the key without the word Bearer</source>
        <translation>发送密钥时不带 Bearer</translation>
    </message>
    <message>
        <source>Sending the request</source>
        <translation>发送请求</translation>
    </message>
    <message>
        <source>Sent as X-Project-Id. It is needed where the account has several projects in the region.</source>
        <translation>作为 X-Project-Id 发送。账号在该区域有多个项目时需要填写。</translation>
    </message>
    <message>
        <source>Sent as {declared}, looks like {found}.</source>
        <translation>声明的类型为 {declared}，实际内容似乎是 {found}。</translation>
    </message>
    <message>
        <source>Sent in</source>
        <translation>发送位置</translation>
    </message>
    <message>
        <source>Server name</source>
        <translation>服务器名称</translation>
    </message>
    <message>
        <source>Servers accept a few kilobytes in a header. Send it in the body instead.</source>
        <translation>服务器通常只接受几 KB 大小的请求头。请改用请求体发送。</translation>
    </message>
    <message>
        <source>Servers should keep to 8 MB. Send Accept-Encoding: gzip, or save the answer as it was received.</source>
        <translation>服务器应不超过 8 MB。请发送 Accept-Encoding: gzip，或按接收时的原样保存响应。</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Services at /v2/infer/ take an IAM token or an API key, as was chosen when they were deployed. Check the call information of the service.</source>
        <translation>/v2/infer/ 上的服务接受 IAM 令牌或 API 密钥，取决于部署时的选择。请查看服务的调用信息。</translation>
    </message>
    <message>
        <source>Session token</source>
        <translation>会话令牌</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Several client certificates are set. The command names the first.</source>
        <translation>设置了多个客户端证书。命令中只写出第一个。</translation>
    </message>
    <message>
        <source>Several wrong passwords lock the account, so check before you send again. A HUAWEI ID and a federated user get no token even with the right password: create an IAM user.</source>
        <translation>多次输入错误密码会锁定账号，请核对后再发送。华为账号（HUAWEI ID）和联邦用户即使密码正确也无法获取令牌，请创建 IAM 用户。</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>显示或隐藏侧边栏</translation>
    </message>
    <message>
        <source>Show the environments</source>
        <translation>显示环境</translation>
    </message>
    <message>
        <source>Show the history</source>
        <translation>显示历史记录</translation>
    </message>
    <message>
        <source>Show the last success</source>
        <translation>显示上一次成功的响应</translation>
    </message>
    <message>
        <source>Shown to the server if it asked: the client certificate {path}</source>
        <translation>若服务器要求，则出示客户端证书 {path}</translation>
    </message>
    <message>
        <source>Shown without scripts, forms, and anything that would have to be loaded.</source>
        <translation>显示时不含脚本、表单以及任何需要加载的内容。</translation>
    </message>
    <message>
        <source>Sign in with a browser. Then copy the address that it shows.</source>
        <translation>请用浏览器登录，然后复制它显示的地址。</translation>
    </message>
    <message>
        <source>Sign in with the browser. If none opens, open this address:</source>
        <translation>请在浏览器中登录。如果没有打开浏览器，请打开此地址：</translation>
    </message>
    <message>
        <source>Sign the body</source>
        <translation>对请求体签名</translation>
    </message>
    <message>
        <source>Signed body</source>
        <translation>请求体签名</translation>
    </message>
    <message>
        <source>Signed with {algorithm}; the canonical request is</source>
        <translation>已用 {algorithm} 签名；规范请求为</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Something in Modelpost went wrong</source>
        <translation>Modelpost 出错了</translation>
    </message>
    <message>
        <source>Something in Modelpost went wrong while sending</source>
        <translation>Modelpost 在发送时出错</translation>
    </message>
    <message>
        <source>Something in Modelpost went wrong, and no report could be written: {why}</source>
        <translation>Modelpost 出现了问题，而且无法写入报告：{why}</translation>
    </message>
    <message>
        <source>Something in Modelpost went wrong. A report without secrets was written to {path}.</source>
        <translation>Modelpost 出错了。不含机密的报告已写入 {path}。</translation>
    </message>
    <message>
        <source>Something is missing here</source>
        <translation>此处缺少内容</translation>
    </message>
    <message>
        <source>Standard input was not read from a file: {text}.</source>
        <translation>未从文件读取标准输入：{text}。</translation>
    </message>
    <message>
        <source>Start (ms)</source>
        <translation>开始（ms）</translation>
    </message>
    <message>
        <source>Start the run anew.</source>
        <translation>请重新开始运行。</translation>
    </message>
    <message>
        <source>Start the sample model service</source>
        <translation>启动示例模型服务</translation>
    </message>
    <message>
        <source>Stop the sample model service</source>
        <translation>停止示例模型服务</translation>
    </message>
    <message>
        <source>Stopped at the proxy</source>
        <translation>止于代理</translation>
    </message>
    <message>
        <source>Switch redirects off to see the answer itself.</source>
        <translation>关闭重定向即可查看原始响应。</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>TLS 1.2</source>
        <translation>TLS 1.2</translation>
    </message>
    <message>
        <source>TLS 1.3</source>
        <translation>TLS 1.3</translation>
    </message>
    <message>
        <source>TLS handshake</source>
        <translation>TLS 握手</translation>
    </message>
    <message>
        <source>Tab {n}</source>
        <translation>标签页 {n}</translation>
    </message>
    <message>
        <source>Tab: {name}</source>
        <translation>标签页：{name}</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation>标签页</translation>
    </message>
    <message>
        <source>Text in the picture</source>
        <translation>图片中的文字</translation>
    </message>
    <message>
        <source>Texts of more than {size} MB are not looked into</source>
        <translation>不在超过 {size} MB 的文本中查找</translation>
    </message>
    <message>
        <source>That is more than can be shown. Save it and open it in another program.</source>
        <translation>超出可显示的范围。请保存后用其他程序打开。</translation>
    </message>
    <message>
        <source>The API gateway reported an error</source>
        <translation>API 网关报告了错误</translation>
    </message>
    <message>
        <source>The API key does not allow this address, model or endpoint. Adjust the lists in the settings of the key.</source>
        <translation>该 API 密钥不允许此 IP 地址、模型或接入点。请在密钥设置中调整允许列表。</translation>
    </message>
    <message>
        <source>The API key is wrong or unknown. Check it, or create one in the service's region.</source>
        <translation>API 密钥有误或不存在。请检查密钥，或在服务所在区域新建一个。</translation>
    </message>
    <message>
        <source>The AppCode, AppKey or AppSecret is wrong, or the clock of this computer is off by more than 15 minutes. Copy them again, and use the address for app authentication, the second one of the usage guide.</source>
        <translation>AppCode、AppKey 或 AppSecret 有误，或本机时钟偏差超过 15 分钟。请重新复制，并使用调用指南中的第二个地址，即 APP 认证地址。</translation>
    </message>
    <message>
        <source>The Authorization header is missing or malformed. Send Bearer and the API key in it, or use the address that fits your credentials.</source>
        <translation>缺少 Authorization 请求头或其格式有误。请在其中发送 Bearer 和 API 密钥，或使用与凭据相符的地址。</translation>
    </message>
    <message>
        <source>The CA file {path} cannot be used</source>
        <translation>无法使用 CA 文件 {path}</translation>
    </message>
    <message>
        <source>The IAM service is unavailable. Send again later.</source>
        <translation>IAM 服务不可用。请稍后重新发送。</translation>
    </message>
    <message>
        <source>The IAM user may not use this region. Use another region or another user.</source>
        <translation>该 IAM 用户不能使用此区域。请更换区域或用户。</translation>
    </message>
    <message>
        <source>The Postman collection is damaged</source>
        <translation>Postman 集合已损坏</translation>
    </message>
    <message>
        <source>The SOCKS5 proxy accepted user name and password ({ms} ms)</source>
        <translation>SOCKS5 代理已接受用户名和密码（{ms} 毫秒）</translation>
    </message>
    <message>
        <source>The SOCKS5 proxy asked for no password ({ms} ms)</source>
        <translation>SOCKS5 代理不要求密码（{ms} 毫秒）</translation>
    </message>
    <message>
        <source>The WebSocket is open</source>
        <translation>WebSocket 已打开</translation>
    </message>
    <message>
        <source>The access key is locked for 5 minutes</source>
        <translation>访问密钥已锁定 5 分钟</translation>
    </message>
    <message>
        <source>The access key or its secret key is wrong, was deleted, or belongs to another cloud. A temporary access key also needs X-Security-Token.</source>
        <translation>访问密钥或其私有密钥有误、已删除，或属于其他云。临时访问密钥还需要 X-Security-Token。</translation>
    </message>
    <message>
        <source>The account is frozen</source>
        <translation>账号已冻结</translation>
    </message>
    <message>
        <source>The account is locked</source>
        <translation>账号已锁定</translation>
    </message>
    <message>
        <source>The address has no host name that could be looked up.</source>
        <translation>该地址没有可以查询的主机名。</translation>
    </message>
    <message>
        <source>The address holds a line break or a NUL character</source>
        <translation>地址包含换行符或 NUL 字符</translation>
    </message>
    <message>
        <source>The address holds a password or a token, and files of a collection hold none</source>
        <translation>地址中含有密码或令牌，而集合文件不得包含这些内容</translation>
    </message>
    <message>
        <source>The address is not that of a WebSocket any more</source>
        <translation>地址已不再是 WebSocket 地址</translation>
    </message>
    <message>
        <source>The address is too long for the service</source>
        <translation>地址超过服务允许的长度</translation>
    </message>
    <message>
        <source>The address names no service</source>
        <translation>地址中没有服务 ID</translation>
    </message>
    <message>
        <source>The address of the proxy holds a password</source>
        <translation>代理地址包含密码</translation>
    </message>
    <message>
        <source>The address of the service (RFC 8707).</source>
        <translation>服务的地址 (RFC 8707)。</translation>
    </message>
    <message>
        <source>The address stands for several to cURL. It was taken as it is.</source>
        <translation>对 cURL 而言，该地址代表多个地址。已原样导入。</translation>
    </message>
    <message>
        <source>The alias {alias} leads nowhere or to itself.</source>
        <translation>别名 {alias} 没有指向任何内容，或指向自身。</translation>
    </message>
    <message>
        <source>The answer before</source>
        <translation>上一个响应</translation>
    </message>
    <message>
        <source>The answer began with status {status} and was not received whole.</source>
        <translation>应答以状态 {status} 开始，但未完整接收。</translation>
    </message>
    <message>
        <source>The answer below says why. Check the log of the instances, then send again.</source>
        <translation>原因见下方响应。请检查实例日志后重新发送。</translation>
    </message>
    <message>
        <source>The answer broke off before its end.</source>
        <translation>答案在结束前中断。</translation>
    </message>
    <message>
        <source>The answer cannot be unpacked: its {coding} data is damaged or cut short</source>
        <translation>无法解压响应：其 {coding} 数据已损坏或被截断</translation>
    </message>
    <message>
        <source>The answer carries the uuid {back}, but {sent} was sent.</source>
        <translation>回答中的 uuid 是 {back}，而发送的是 {sent}。</translation>
    </message>
    <message>
        <source>The answer comes from {server}, which runs the model.</source>
        <translation>应答来自运行模型的 {server}。</translation>
    </message>
    <message>
        <source>The answer comes slowly, piece by piece</source>
        <translation>响应缓慢地分段到达</translation>
    </message>
    <message>
        <source>The answer grows beyond {size} MB when unpacked</source>
        <translation>响应解压后超过 {size} MB</translation>
    </message>
    <message>
        <source>The answer has no body.</source>
        <translation>响应没有正文。</translation>
    </message>
    <message>
        <source>The answer has no header {name}</source>
        <translation>响应没有标头 {name}</translation>
    </message>
    <message>
        <source>The answer has no names for the classes: choose a label file.</source>
        <translation>回答中没有类别名称：请选择标签文件。</translation>
    </message>
    <message>
        <source>The answer has the form that model servers give to their errors.</source>
        <translation>应答具有模型服务器错误的格式。</translation>
    </message>
    <message>
        <source>The answer has the header “Server: ModelArts” and no error code of the platform.</source>
        <translation>应答带有响应头“Server: ModelArts”，且没有平台的错误码。</translation>
    </message>
    <message>
        <source>The answer has the header “Server: {server}”, which the platform sets.</source>
        <translation>应答带有由平台设置的响应头“Server: {server}”。</translation>
    </message>
    <message>
        <source>The answer has the headers of the API gateway. The model did not run.</source>
        <translation>应答带有 API 网关的响应头。模型没有运行。</translation>
    </message>
    <message>
        <source>The answer is a stream of JSON lines</source>
        <translation>响应是 JSON 行的流</translation>
    </message>
    <message>
        <source>The answer is a stream of messages</source>
        <translation>响应是消息的流</translation>
    </message>
    <message>
        <source>The answer is a stream of server-sent events</source>
        <translation>响应是服务器推送事件的流</translation>
    </message>
    <message>
        <source>The answer is no JSON</source>
        <translation>响应不是 JSON</translation>
    </message>
    <message>
        <source>The answer is no valid JSON</source>
        <translation>响应不是有效的 JSON</translation>
    </message>
    <message>
        <source>The answer is not JSON</source>
        <translation>响应不是 JSON</translation>
    </message>
    <message>
        <source>The answer is not text. Save it to a file instead.</source>
        <translation>响应不是文本。请将其保存为文件。</translation>
    </message>
    <message>
        <source>The answer is packed as {coding}, which cannot be unpacked</source>
        <translation>响应以 {coding} 压缩，无法解压</translation>
    </message>
    <message>
        <source>The answer is too large for the clipboard</source>
        <translation>响应太大，无法放入剪贴板</translation>
    </message>
    <message>
        <source>The answer is too large for the clipboard. Save it to a file instead.</source>
        <translation>响应过大，无法放入剪贴板。请改为保存到文件。</translation>
    </message>
    <message>
        <source>The answer is too large to be looked into: 16 MB are the most</source>
        <translation>响应太大，无法查询：最多 16 MB</translation>
    </message>
    <message>
        <source>The answer is too large to hold a token</source>
        <translation>响应过大，不可能是令牌</translation>
    </message>
    <message>
        <source>The answer needs a zstd window of more than {size} MB to be unpacked</source>
        <translation>解压此响应需要超过 {size} MB 的 zstd 窗口</translation>
    </message>
    <message>
        <source>The answer of the service holds no code for the device</source>
        <translation>服务的应答中没有设备码</translation>
    </message>
    <message>
        <source>The answer of the token service holds no token</source>
        <translation>令牌服务的应答中没有令牌</translation>
    </message>
    <message>
        <source>The answer of {host} holds no token</source>
        <translation>{host} 的响应中没有令牌</translation>
    </message>
    <message>
        <source>The answer stopped early</source>
        <translation>响应提前中断</translation>
    </message>
    <message>
        <source>The answer was saved to {path}.</source>
        <translation>响应已保存到 {path}。</translation>
    </message>
    <message>
        <source>The answer was unpacked up to {size} only</source>
        <translation>响应只解压到 {size}</translation>
    </message>
    <message>
        <source>The answers are too large to be compared</source>
        <translation>回答太大，无法比较</translation>
    </message>
    <message>
        <source>The app has no calls left. Buy more, or have the quota raised.</source>
        <translation>该应用的调用配额已用完。请购买或申请提高配额。</translation>
    </message>
    <message>
        <source>The app is not bound to this service. Bind it under Real-Time Services, Authorization.</source>
        <translation>该应用未绑定到此服务。请在“在线服务”的“授权管理”中绑定。</translation>
    </message>
    <message>
        <source>The auth scheme “{kind}” is not known</source>
        <translation>未知的认证方式“{kind}”</translation>
    </message>
    <message>
        <source>The auth scheme “{kind}” is not part of this command.</source>
        <translation>此命令不支持认证方式“{kind}”。</translation>
    </message>
    <message>
        <source>The body goes on: {size} bytes in all. The view Raw has them.</source>
        <translation>响应体未完：共 {size} 字节，可在“原始”视图中查看。</translation>
    </message>
    <message>
        <source>The body goes to standard output as received, its content coding undone; that of a stream while it arrives. Exit codes: 0 an answer below 400, 1 one of 400 and above or of which an assertion does not hold, 2 wrong usage or unreadable input, 3 no answer, 130 interrupted. With the address of a WebSocket the saved messages are sent, then the lines of standard input, and what is received is printed until one side ends it or --timeout is over.</source>
        <translation>正文解除内容编码后按收到的原样写到标准输出；流式应答边收边写。退出码：0 应答低于 400，1 应答为 400 及以上或有断言不成立，2 用法错误或输入无法读取，3 没有应答，130 被中断。地址为 WebSocket 时先发送已保存的消息，再发送标准输入的各行，并打印收到的内容，直到一方结束或 --timeout 到时。</translation>
    </message>
    <message>
        <source>The body has no place {step}</source>
        <translation>请求体中没有位置 {step}</translation>
    </message>
    <message>
        <source>The body has {size} MB, and the gateway of this service lets 12 MB pass. Send a smaller file, or the file itself in the place of base64.</source>
        <translation>请求体有 {size} MB，而此服务的网关只放行 12 MB。请发送更小的文件，或直接发送文件而不用 base64。</translation>
    </message>
    <message>
        <source>The body holds a password or a token, and files of a collection hold none</source>
        <translation>请求体中含有密码或令牌，而集合文件不得包含这些内容</translation>
    </message>
    <message>
        <source>The body is JSON, but without a Content-Type cURL sends it as a form. Set Content-Type to application/json if the service expects that.</source>
        <translation>请求体是 JSON，但没有 Content-Type 时 cURL 会将其作为表单发送。如果服务要求，请将 Content-Type 设为 application/json。</translation>
    </message>
    <message>
        <source>The body is not the JSON that IAM documents. Check auth.identity and auth.scope.</source>
        <translation>请求体不是 IAM 文档规定的 JSON。请检查 auth.identity 和 auth.scope。</translation>
    </message>
    <message>
        <source>The body is not valid JSON</source>
        <translation>请求体不是有效的 JSON</translation>
    </message>
    <message>
        <source>The body is read from standard input. Choose a file for it, or type it.</source>
        <translation>请求体从标准输入读取。请为其选择文件，或直接输入。</translation>
    </message>
    <message>
        <source>The body of the request is not JSON</source>
        <translation>请求体不是 JSON</translation>
    </message>
    <message>
        <source>The body of this answer is not kept any more.</source>
        <translation>此响应的内容已不再保留。</translation>
    </message>
    <message>
        <source>The browser came back with an answer that does not belong to this sign-in</source>
        <translation>浏览器带回的应答不属于本次登录</translation>
    </message>
    <message>
        <source>The browser came back without a code</source>
        <translation>浏览器没有带回授权码</translation>
    </message>
    <message>
        <source>The browser is opened to sign in.</source>
        <translation>正在打开浏览器以登录。</translation>
    </message>
    <message>
        <source>The cURL command has no address</source>
        <translation>cURL 命令中没有地址</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted</source>
        <translation>{host} 的证书不受信任</translation>
    </message>
    <message>
        <source>The certificate of {host} was rejected: {reason}</source>
        <translation>{host} 的证书被拒绝：{reason}</translation>
    </message>
    <message>
        <source>The certificate was not checked: verification is off for this request</source>
        <translation>未校验证书：此请求已关闭证书校验</translation>
    </message>
    <message>
        <source>The clock of this computer is {n} minutes fast</source>
        <translation>本机时钟快了 {n} 分钟</translation>
    </message>
    <message>
        <source>The clock of this computer is {n} minutes slow</source>
        <translation>本机时钟慢了 {n} 分钟</translation>
    </message>
    <message>
        <source>The closing quote is missing, or a character must be escaped</source>
        <translation>缺少右引号，或有字符必须转义</translation>
    </message>
    <message>
        <source>The code expired before anybody entered it</source>
        <translation>代码在有人输入之前已过期</translation>
    </message>
    <message>
        <source>The code of the model failed</source>
        <translation>模型代码执行失败</translation>
    </message>
    <message>
        <source>The code {code} comes from the code of the model, which did run.</source>
        <translation>错误码 {code} 来自模型的代码，模型已运行。</translation>
    </message>
    <message>
        <source>The code {code} is one of the API gateway. The model did not run.</source>
        <translation>错误码 {code} 属于 API 网关。模型没有运行。</translation>
    </message>
    <message>
        <source>The code {code} is one of the ModelArts platform, not of the model.</source>
        <translation>错误码 {code} 属于 ModelArts 平台，而不是模型。</translation>
    </message>
    <message>
        <source>The collection has no environment {name}</source>
        <translation>集合中没有环境 {name}</translation>
    </message>
    <message>
        <source>The collection of what was deleted is no longer at its place</source>
        <translation>被删除内容所属的集合已不在原来的位置</translation>
    </message>
    <message>
        <source>The collection trusts {subject} now. It is in {path}.</source>
        <translation>该集合现在信任 {subject}。证书保存在 {path}。</translation>
    </message>
    <message>
        <source>The comment should end with */</source>
        <translation>注释应以 */ 结束</translation>
    </message>
    <message>
        <source>The computer answered, but no service accepts connections there. Check the port, or start the service.</source>
        <translation>计算机有应答，但该端口上没有服务接受连接。请检查端口，或启动服务。</translation>
    </message>
    <message>
        <source>The connection closed before the whole answer was there. What arrived is kept below.</source>
        <translation>完整响应到达前连接已关闭。已收到的部分保留在下方。</translation>
    </message>
    <message>
        <source>The connection closed without a goodbye</source>
        <translation>连接未经告别就关闭了</translation>
    </message>
    <message>
        <source>The content of a file cannot stand here</source>
        <translation>此处不能放文件内容</translation>
    </message>
    <message>
        <source>The content type holds a line break</source>
        <translation>内容类型包含换行符</translation>
    </message>
    <message>
        <source>The contract does not know the value at {place}.</source>
        <translation>契约中没有 {place} 处的值。</translation>
    </message>
    <message>
        <source>The contract has {place}, but the answer has not.</source>
        <translation>契约中有 {place}，但响应中没有。</translation>
    </message>
    <message>
        <source>The contract says {kind} at {place}, but it is something else.</source>
        <translation>契约规定 {place} 处为 {kind}，实际却不是。</translation>
    </message>
    <message>
        <source>The conversation ended before all of them were sent</source>
        <translation>会话在全部消息发送完之前结束</translation>
    </message>
    <message>
        <source>The conversation ended before the last one was answered</source>
        <translation>会话在最后一条消息得到回应之前结束</translation>
    </message>
    <message>
        <source>The conversation ended in order</source>
        <translation>会话正常结束</translation>
    </message>
    <message>
        <source>The conversation ended in order, without a code</source>
        <translation>会话正常结束，没有代码</translation>
    </message>
    <message>
        <source>The cookie “{name}” is not kept. {reason}</source>
        <translation>未保留 Cookie“{name}”。{reason}</translation>
    </message>
    <message>
        <source>The credential holds a space, a quote or a line break. Paste it again.</source>
        <translation>凭据中含有空格、引号或换行。请重新粘贴。</translation>
    </message>
    <message>
        <source>The credentials do not allow this</source>
        <translation>凭据不允许此操作</translation>
    </message>
    <message>
        <source>The credentials go to {host} in the clear: the address begins with http://.</source>
        <translation>凭据将以明文发送到 {host}：地址以 http:// 开头。</translation>
    </message>
    <message>
        <source>The damage is near byte {offset}. The bytes as received can be saved.</source>
        <translation>损坏位置在第 {offset} 字节附近。可以保存接收到的原始字节。</translation>
    </message>
    <message>
        <source>The damaged one is kept in {folder}.</source>
        <translation>损坏的历史记录保留在 {folder} 中。</translation>
    </message>
    <message>
        <source>The document is larger than {size} MB</source>
        <translation>文档超过 {size} MB</translation>
    </message>
    <message>
        <source>The environment {name} is a file of its own in Postman.</source>
        <translation>在 Postman 中，环境 {name} 是单独的文件。</translation>
    </message>
    <message>
        <source>The environment {name} was changed by another program</source>
        <translation>环境 {name} 已被其他程序更改</translation>
    </message>
    <message>
        <source>The file cannot be read.</source>
        <translation>无法读取该文件。</translation>
    </message>
    <message>
        <source>The file does not hold these credentials</source>
        <translation>该文件不包含所需的凭据</translation>
    </message>
    <message>
        <source>The file goes into</source>
        <translation>文件填入</translation>
    </message>
    <message>
        <source>The file holds a number that is too long</source>
        <translation>文件含有过长的数字</translation>
    </message>
    <message>
        <source>The file holds no certificate in PEM form.</source>
        <translation>该文件中没有 PEM 格式的证书。</translation>
    </message>
    <message>
        <source>The file is kept as it is.</source>
        <translation>文件保持不变。</translation>
    </message>
    <message>
        <source>The file is nested too deeply</source>
        <translation>文件嵌套过深</translation>
    </message>
    <message>
        <source>The file is not text</source>
        <translation>文件不是文本</translation>
    </message>
    <message>
        <source>The file is not there.</source>
        <translation>该文件不存在。</translation>
    </message>
    <message>
        <source>The file is not valid JSON</source>
        <translation>文件不是有效的 JSON</translation>
    </message>
    <message>
        <source>The file is too large for the service</source>
        <translation>文件过大，服务无法接受</translation>
    </message>
    <message>
        <source>The file is too large to be imported</source>
        <translation>文件过大，无法导入</translation>
    </message>
    <message>
        <source>The file name holds a NUL character</source>
        <translation>文件名包含 NUL 字符</translation>
    </message>
    <message>
        <source>The file {path}</source>
        <translation>文件 {path}</translation>
    </message>
    <message>
        <source>The file {path} is one of several pieces of the body and was not taken over.</source>
        <translation>文件 {path} 是请求体的多个组成片段之一，未导入。</translation>
    </message>
    <message>
        <source>The file {path} was not read into the query.</source>
        <translation>未将文件 {path} 读入查询参数。</translation>
    </message>
    <message>
        <source>The first {n} rows are shown.</source>
        <translation>显示前 {n} 行。</translation>
    </message>
    <message>
        <source>The folder or table is empty.</source>
        <translation>文件夹或表格是空的。</translation>
    </message>
    <message>
        <source>The folder {path} may be read-only.</source>
        <translation>文件夹 {path} 可能是只读的。</translation>
    </message>
    <message>
        <source>The gateway could not read the request. Check its method, its headers and the boundary of its body.</source>
        <translation>网关无法解析请求。请检查请求方法、请求头以及请求体的分隔符（boundary）。</translation>
    </message>
    <message>
        <source>The gateway does not know the host name</source>
        <translation>网关无法解析主机名</translation>
    </message>
    <message>
        <source>The gateway got a bad answer from the service behind it</source>
        <translation>网关从后端服务收到无效的响应</translation>
    </message>
    <message>
        <source>The gateway reached no instance of the service. Check that it is running, then send again.</source>
        <translation>网关无法连接到服务的任何实例。请确认服务正在运行，然后重新发送。</translation>
    </message>
    <message>
        <source>The gateway refused the TLS version</source>
        <translation>网关拒绝了 TLS 版本</translation>
    </message>
    <message>
        <source>The grant type “{grant}” is not supported</source>
        <translation>不支持授权类型“{grant}”</translation>
    </message>
    <message>
        <source>The headers are too large for the service</source>
        <translation>请求头超过服务允许的大小</translation>
    </message>
    <message>
        <source>The history has no successful answer to this request.</source>
        <translation>历史记录中没有此请求的成功响应。</translation>
    </message>
    <message>
        <source>The history was damaged, and a new one has been begun</source>
        <translation>历史记录已损坏，已新建一份</translation>
    </message>
    <message>
        <source>The history was written by a newer version of Modelpost</source>
        <translation>历史记录由更新版本的 Modelpost 写入</translation>
    </message>
    <message>
        <source>The host answered, but not for {path}. The service may be stopped or its ID may have changed.</source>
        <translation>主机有应答，但不提供 {path}。服务可能已停止，或其 ID 已更改。</translation>
    </message>
    <message>
        <source>The host name is too long for SOCKS5.</source>
        <translation>主机名对 SOCKS5 来说太长。</translation>
    </message>
    <message>
        <source>The host name {host} was not found</source>
        <translation>未找到主机名 {host}</translation>
    </message>
    <message>
        <source>The key {key} stands twice.</source>
        <translation>键 {key} 重复出现。</translation>
    </message>
    <message>
        <source>The key {path} does not belong to the client certificate</source>
        <translation>密钥 {path} 与客户端证书不匹配</translation>
    </message>
    <message>
        <source>The keyring does not answer</source>
        <translation>系统密钥环没有响应</translation>
    </message>
    <message>
        <source>The keyring has no value for this secret.</source>
        <translation>密钥环中没有此机密的值。</translation>
    </message>
    <message>
        <source>The keyring has no {name} for the proxy</source>
        <translation>密钥环中没有代理的 {name}</translation>
    </message>
    <message>
        <source>The keyring is locked</source>
        <translation>系统密钥环已锁定</translation>
    </message>
    <message>
        <source>The keyring refused</source>
        <translation>系统密钥环拒绝了操作</translation>
    </message>
    <message>
        <source>The list at {place} is not as long as the contract says.</source>
        <translation>{place} 处列表的长度与契约不符。</translation>
    </message>
    <message>
        <source>The message is not base64</source>
        <translation>消息不是 base64</translation>
    </message>
    <message>
        <source>The model answered with an error</source>
        <translation>模型以错误应答</translation>
    </message>
    <message>
        <source>The model did not answer in time</source>
        <translation>模型未及时响应</translation>
    </message>
    <message>
        <source>The model did not run.</source>
        <translation>模型没有运行。</translation>
    </message>
    <message>
        <source>The model is declared with the wrong protocol. Create its version again with the right one, http or https.</source>
        <translation>模型声明的协议有误。请以正确的协议（http 或 https）重新创建模型版本。</translation>
    </message>
    <message>
        <source>The model made a picture.</source>
        <translation>模型生成了一张图片。</translation>
    </message>
    <message>
        <source>The model returned too many errors and is cut off for a while. Mend what it returns, wait, and send fewer requests.</source>
        <translation>模型返回的错误过多，已被暂时熔断。请修正模型的返回结果，稍候，并减少请求。</translation>
    </message>
    <message>
        <source>The model says nothing.</source>
        <translation>模型什么也没说。</translation>
    </message>
    <message>
        <source>The model says:</source>
        <translation>模型说：</translation>
    </message>
    <message>
        <source>The model service failed ({code})</source>
        <translation>模型服务出错（{code}）</translation>
    </message>
    <message>
        <source>The model service is not enabled for this account. Enable it in the MaaS console.</source>
        <translation>此账号未开通该模型服务。请在 MaaS 控制台开通。</translation>
    </message>
    <message>
        <source>The model takes no connections. It has crashed, was stopped, or gets more requests than it can take. Check its log and add instances.</source>
        <translation>模型拒绝连接：可能已崩溃、已停止，或请求超出其处理能力。请检查日志并增加实例。</translation>
    </message>
    <message>
        <source>The model took longer than the service allows, 40 to 60 s. Use a smaller input, a faster model or more instances; a language model may stream its answer.</source>
        <translation>模型耗时超过服务允许的 40 至 60 s。请使用较小的输入、更快的模型或更多实例；语言模型可以使用流式响应。</translation>
    </message>
    <message>
        <source>The name of the account that owns the IAM user. A HUAWEI ID itself gets no token.</source>
        <translation>IAM 用户所属账号的名称。华为账号（HUAWEI ID）本身无法获取令牌。</translation>
    </message>
    <message>
        <source>The nested form “{name}” was not taken over.</source>
        <translation>未导入嵌套表单“{name}”。</translation>
    </message>
    <message>
        <source>The next answer has the names of {n} classes.</source>
        <translation>下一个回答将使用 {n} 个类别的名称。</translation>
    </message>
    <message>
        <source>The number at {place} is out of the range in the contract.</source>
        <translation>{place} 处的数值超出契约规定的范围。</translation>
    </message>
    <message>
        <source>The one of the region or site that the service belongs to.</source>
        <translation>服务所在区域或站点的终端节点。</translation>
    </message>
    <message>
        <source>The open connection turned out closed; a new one is made.</source>
        <translation>原有连接已关闭；正在新建连接。</translation>
    </message>
    <message>
        <source>The option {option} has no value</source>
        <translation>选项 {option} 没有值</translation>
    </message>
    <message>
        <source>The others are not affected. Delete it.</source>
        <translation>其他条目不受影响。请删除此条目。</translation>
    </message>
    <message>
        <source>The page is too large for a preview</source>
        <translation>页面太大，无法预览</translation>
    </message>
    <message>
        <source>The page where you sign in. It opens in the system's browser.</source>
        <translation>您登录的页面，将在系统浏览器中打开。</translation>
    </message>
    <message>
        <source>The parts that can take a file are {names}.</source>
        <translation>可以接收文件的部分有：{names}。</translation>
    </message>
    <message>
        <source>The passphrase does not open {path}</source>
        <translation>该口令无法打开 {path}</translation>
    </message>
    <message>
        <source>The path leads nowhere in this answer</source>
        <translation>该路径在此响应中没有结果</translation>
    </message>
    <message>
        <source>The picked paths lead to lists of different lengths.</source>
        <translation>所选路径指向的列表长度不同。</translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation>无法显示图片</translation>
    </message>
    <message>
        <source>The picture cannot be written</source>
        <translation>无法写入图片</translation>
    </message>
    <message>
        <source>The picture could not be kept</source>
        <translation>无法保存图片</translation>
    </message>
    <message>
        <source>The picture is {width} × {height} pixels</source>
        <translation>图片为 {width} × {height} 像素</translation>
    </message>
    <message>
        <source>The platform is being upgraded. Send again later.</source>
        <translation>平台正在升级。请稍后重新发送。</translation>
    </message>
    <message>
        <source>The port in the address is not valid</source>
        <translation>地址中的端口无效</translation>
    </message>
    <message>
        <source>The project is unavailable</source>
        <translation>项目不可用</translation>
    </message>
    <message>
        <source>The proxy {proxy} refused the connection</source>
        <translation>代理 {proxy} 拒绝了连接</translation>
    </message>
    <message>
        <source>The quota is used up</source>
        <translation>配额已用完</translation>
    </message>
    <message>
        <source>The region is missing, and the address does not say it</source>
        <translation>缺少区域，且无法从地址得知</translation>
    </message>
    <message>
        <source>The report was saved to {path}.</source>
        <translation>报告已保存到 {path}。</translation>
    </message>
    <message>
        <source>The request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>The request arrived. The service reported an error while answering.</source>
        <translation>请求已送达。服务在处理时报告了错误。</translation>
    </message>
    <message>
        <source>The request carries no token. Add X-Auth-Token, or sign the request.</source>
        <translation>请求未携带令牌。请添加 X-Auth-Token，或对请求签名。</translation>
    </message>
    <message>
        <source>The request has no place for a file</source>
        <translation>请求中没有放置文件的位置</translation>
    </message>
    <message>
        <source>The request holds credentials, and files of a collection hold none</source>
        <translation>请求包含凭据，而集合文件不保存凭据</translation>
    </message>
    <message>
        <source>The request is not complete. Leave the demo to see what is missing.</source>
        <translation>请求不完整。退出演示可查看缺少的内容。</translation>
    </message>
    <message>
        <source>The request reached the model. Check the names of the input fields, and read the log of the service.</source>
        <translation>请求已到达模型。请检查输入字段的名称，并查看服务日志。</translation>
    </message>
    <message>
        <source>The response was copied, laid out.</source>
        <translation>已复制排版后的响应。</translation>
    </message>
    <message>
        <source>The rest is left out here.</source>
        <translation>其余部分在此省略。</translation>
    </message>
    <message>
        <source>The run was stopped: the service did not accept the credentials.</source>
        <translation>运行已停止：服务不接受凭据。</translation>
    </message>
    <message>
        <source>The same answer in all {n} pairs.</source>
        <translation>全部 {n} 对结果相同。</translation>
    </message>
    <message>
        <source>The sample could not be read.</source>
        <translation>无法读取样本。</translation>
    </message>
    <message>
        <source>The sample model service did not start</source>
        <translation>示例模型服务未能启动</translation>
    </message>
    <message>
        <source>The scores have a form that is not known.</source>
        <translation>得分的格式未知。</translation>
    </message>
    <message>
        <source>The secret {name} has no value</source>
        <translation>机密 {name} 没有值</translation>
    </message>
    <message>
        <source>The secret {name} is in the keyring.</source>
        <translation>机密 {name} 已存入密钥环。</translation>
    </message>
    <message>
        <source>The server answered before it had the whole request; the rest was not sent.</source>
        <translation>服务器在收到完整请求前就已响应；剩余部分未发送。</translation>
    </message>
    <message>
        <source>The server closed the connection without an answer</source>
        <translation>服务器未作响应就关闭了连接</translation>
    </message>
    <message>
        <source>The server did not agree to a WebSocket in the way it must</source>
        <translation>服务器没有按规定同意建立 WebSocket</translation>
    </message>
    <message>
        <source>The server did not agree to an extension that is needed</source>
        <translation>服务器没有同意所需的扩展</translation>
    </message>
    <message>
        <source>The server did not answer the goodbye.</source>
        <translation>服务器没有回应关闭请求。</translation>
    </message>
    <message>
        <source>The server failed</source>
        <translation>服务器出错</translation>
    </message>
    <message>
        <source>The server goes away: it is shut down, or the page is left</source>
        <translation>服务器离开：正在关闭或页面已离开</translation>
    </message>
    <message>
        <source>The server may not speak TLS at this port, may speak too old a version, or may want a client certificate.</source>
        <translation>服务器在此端口上可能不支持 TLS、使用的版本过旧，或要求客户端证书。</translation>
    </message>
    <message>
        <source>The server of the model closed its connection. Send again; a longer keep-alive in the model's image prevents it.</source>
        <translation>模型的服务器关闭了连接。请重新发送；在模型镜像中延长 keep-alive 时间可避免此问题。</translation>
    </message>
    <message>
        <source>The server packed it for the way (Transfer-Encoding), unasked. What was unpacked is kept below.</source>
        <translation>服务器未经请求就为传输压缩了它（Transfer-Encoding）。已解压的内容保留在下方。</translation>
    </message>
    <message>
        <source>The server reported an error</source>
        <translation>服务器报告了错误</translation>
    </message>
    <message>
        <source>The server said: {reason}.</source>
        <translation>服务器说明：{reason}。</translation>
    </message>
    <message>
        <source>The server wants a {algorithm} digest of the body, and the body has files</source>
        <translation>服务器要求请求体的 {algorithm} 摘要，而请求体中含有文件</translation>
    </message>
    <message>
        <source>The server would take what follows the colon for the password. Enter another user name.</source>
        <translation>服务器会把冒号之后的内容当作密码。请填写其他用户名。</translation>
    </message>
    <message>
        <source>The server's answer is not HTTP</source>
        <translation>服务器的响应不是 HTTP</translation>
    </message>
    <message>
        <source>The service allows 40 to 60 s. Check that the model has started and how long it takes, and whether a proxy or a firewall is in between.</source>
        <translation>服务允许 40 至 60 s。请检查模型是否已启动、耗时多久，以及途中是否有代理或防火墙。</translation>
    </message>
    <message>
        <source>The service answered {status}</source>
        <translation>服务应答 {status}</translation>
    </message>
    <message>
        <source>The service asks to wait a while.</source>
        <translation>服务要求稍候再试。</translation>
    </message>
    <message>
        <source>The service asks to wait {n} s.</source>
        <translation>服务要求等待 {n} s。</translation>
    </message>
    <message>
        <source>The service could not be reached.</source>
        <translation>无法连接到服务。</translation>
    </message>
    <message>
        <source>The service could not reach the model</source>
        <translation>服务无法连接到模型</translation>
    </message>
    <message>
        <source>The service did not accept the credentials</source>
        <translation>服务不接受此凭据</translation>
    </message>
    <message>
        <source>The service did not accept the credentials. The run was stopped.</source>
        <translation>服务未接受凭据。运行已停止。</translation>
    </message>
    <message>
        <source>The service did not accept the request ({code})</source>
        <translation>服务不接受此请求（{code}）</translation>
    </message>
    <message>
        <source>The service did not let the content pass</source>
        <translation>内容未通过服务审核</translation>
    </message>
    <message>
        <source>The service does not accept this method</source>
        <translation>服务不接受此方法</translation>
    </message>
    <message>
        <source>The service does not know the model</source>
        <translation>服务中没有该模型</translation>
    </message>
    <message>
        <source>The service got an empty body</source>
        <translation>服务收到的请求体为空</translation>
    </message>
    <message>
        <source>The service is missing, and the address does not say it</source>
        <translation>缺少服务名，且无法从地址得知</translation>
    </message>
    <message>
        <source>The service is not running</source>
        <translation>服务未运行</translation>
    </message>
    <message>
        <source>The service is there, but it did not do what it was asked.</source>
        <translation>服务在线，但没有完成请求。</translation>
    </message>
    <message>
        <source>The service is there, but its model has no such path. Use a path that the model declares.</source>
        <translation>服务存在，但其模型没有此路径。请使用模型声明的路径。</translation>
    </message>
    <message>
        <source>The service is too busy: try again later</source>
        <translation>服务过于繁忙：请稍后再试</translation>
    </message>
    <message>
        <source>The service knows no values to choose from</source>
        <translation>服务没有可供选择的值</translation>
    </message>
    <message>
        <source>The service may be restarting over and over. Check its log, its memory and its instances.</source>
        <translation>服务可能在反复重启。请检查日志、内存和实例数。</translation>
    </message>
    <message>
        <source>The service may have carried out the last attempt all the same</source>
        <translation>服务仍有可能已执行上一次尝试</translation>
    </message>
    <message>
        <source>The service may have crashed or restarted. Send again, and look at its log.</source>
        <translation>服务可能已崩溃或重启。请重新发送，并查看服务日志。</translation>
    </message>
    <message>
        <source>The service redirected more than {n} times</source>
        <translation>服务重定向超过 {n} 次</translation>
    </message>
    <message>
        <source>The service redirected the conversation to {host}, and a secret is in a message</source>
        <translation>服务将会话重定向到 {host}，而消息中含有机密</translation>
    </message>
    <message>
        <source>The service redirects from https to http</source>
        <translation>服务从 https 重定向到 http</translation>
    </message>
    <message>
        <source>The service redirects the body to {host}, and a secret is in it</source>
        <translation>服务将请求体重定向到 {host}，而其中含有机密</translation>
    </message>
    <message>
        <source>The service redirects to an address that cannot be followed</source>
        <translation>服务重定向到的地址无法跟随</translation>
    </message>
    <message>
        <source>The service redirects to {host}, and a secret is in that address</source>
        <translation>服务重定向到 {host}，而该地址中含有机密</translation>
    </message>
    <message>
        <source>The service refused the request because X-Auth-Token was valid until {time}. Put a new one in its place.</source>
        <translation>服务拒绝了请求，因为 X-Auth-Token 的有效期至 {time}。请换用新的令牌。</translation>
    </message>
    <message>
        <source>The service refused the request because the token is too old. Modelpost can fetch a new one now.</source>
        <translation>服务拒绝了请求，因为令牌已过期。Modelpost 现在可以获取新令牌。</translation>
    </message>
    <message>
        <source>The service refused the request because the token is too old. Put a new one in its place.</source>
        <translation>服务拒绝了请求，因为令牌已过期。请更换新令牌。</translation>
    </message>
    <message>
        <source>The service refused the request because the token was valid until {time}. Modelpost can fetch a new one now.</source>
        <translation>服务拒绝了请求，因为令牌的有效期至 {time}。Modelpost 现在可以获取新令牌。</translation>
    </message>
    <message>
        <source>The service restarts</source>
        <translation>服务正在重启</translation>
    </message>
    <message>
        <source>The service speaks another protocol</source>
        <translation>服务使用其他协议</translation>
    </message>
    <message>
        <source>The service takes no requests from this network address. Send from one that it allows.</source>
        <translation>服务不接受来自此网络地址的请求。请从允许的地址发送。</translation>
    </message>
    <message>
        <source>The service took the request, and the answer is that of its model.</source>
        <translation>服务接受了请求，应答来自其模型。</translation>
    </message>
    <message>
        <source>The service took too long.</source>
        <translation>服务用时过长。</translation>
    </message>
    <message>
        <source>The service waited too long</source>
        <translation>服务等待超时</translation>
    </message>
    <message>
        <source>The service's owner has to update it. Older versions of TLS are not secure.</source>
        <translation>需要由服务的所有者升级。旧版本的 TLS 不安全。</translation>
    </message>
    <message>
        <source>The shell variable {name} is set. Give {reference} a value.</source>
        <translation>命令中设置了 shell 变量 {name}。请为 {reference} 赋值。</translation>
    </message>
    <message>
        <source>The sign-in method {option} was not taken over.</source>
        <translation>未导入登录方式 {option}。</translation>
    </message>
    <message>
        <source>The signature does not fit the request. Check the access key and the secret key, the clock of this computer, and that nothing changes the request after it was signed.</source>
        <translation>签名与请求不符。请检查访问密钥和私有密钥、本机时钟，并确认签名后的请求未被修改。</translation>
    </message>
    <message>
        <source>The source is not what it was: it holds other inputs, or other right answers.</source>
        <translation>数据源已改变：其中的输入或正确答案与之前不同。</translation>
    </message>
    <message>
        <source>The stream ended within an event, which does not count.</source>
        <translation>流在一个事件中途结束，该事件不计入。</translation>
    </message>
    <message>
        <source>The stream stopped early</source>
        <translation>流提前中断</translation>
    </message>
    <message>
        <source>The stream was silent for {n} s</source>
        <translation>流已有 {n} 秒没有数据</translation>
    </message>
    <message>
        <source>The system says: {reason}</source>
        <translation>系统提示：{reason}</translation>
    </message>
    <message>
        <source>The system says: {reason}.</source>
        <translation>系统提示：{reason}。</translation>
    </message>
    <message>
        <source>The table was copied as CSV.</source>
        <translation>已将表格复制为 CSV。</translation>
    </message>
    <message>
        <source>The text is not JSON</source>
        <translation>文本不是 JSON</translation>
    </message>
    <message>
        <source>The text is of no format that is known</source>
        <translation>无法识别文本的格式</translation>
    </message>
    <message>
        <source>The text should end before this</source>
        <translation>文本应在此之前结束</translation>
    </message>
    <message>
        <source>The timeline was saved to {path}.</source>
        <translation>时间线已保存到 {path}。</translation>
    </message>
    <message>
        <source>The token belongs to another account. Use one of the account and project that own the service.</source>
        <translation>令牌属于其他账号。请使用服务所属账号和项目的令牌。</translation>
    </message>
    <message>
        <source>The token belongs to another project</source>
        <translation>令牌属于其他项目</translation>
    </message>
    <message>
        <source>The token cannot be read. It may be cut short, hold a space, a quote or a line break, be expired, or come from another region. Get one with project scope in the service's region and paste it whole.</source>
        <translation>无法解析令牌。令牌可能不完整，含有空格、引号或换行，已过期，或来自其他区域。请在服务所在区域获取项目级令牌并完整粘贴。</translation>
    </message>
    <message>
        <source>The token has domain scope. Real-time services of ModelArts refuse it; choose a project in the Auth tab.</source>
        <translation>该令牌为账号级（domain scope），ModelArts 在线服务会拒绝。请在“认证”标签页选择项目。</translation>
    </message>
    <message>
        <source>The token has expired</source>
        <translation>令牌已过期</translation>
    </message>
    <message>
        <source>The token has no project scope</source>
        <translation>令牌不是项目级（project scope）令牌</translation>
    </message>
    <message>
        <source>The token is in the keyring. The request refers to it as {name}.</source>
        <translation>令牌已存入系统密钥环。请求以 {name} 引用它。</translation>
    </message>
    <message>
        <source>The token is of the region {lends}, and the service is in {serves}. Use the IAM endpoint of its region.</source>
        <translation>令牌属于区域 {lends}，而服务位于 {serves}。请使用服务所在区域的 IAM 终端节点。</translation>
    </message>
    <message>
        <source>The token is valid, but this account may not call the service.</source>
        <translation>令牌有效，但此账号无权调用该服务。</translation>
    </message>
    <message>
        <source>The token is valid, but this account may not call the service. Ask the administrator of the account for the permission.</source>
        <translation>令牌有效，但此账号无权调用该服务。请向账号管理员申请权限。</translation>
    </message>
    <message>
        <source>The token service answered with a redirect to {location}</source>
        <translation>令牌服务的应答是重定向到 {location}</translation>
    </message>
    <message>
        <source>The token service answered with {status} and without a token</source>
        <translation>令牌服务应答了 {status}，但没有令牌</translation>
    </message>
    <message>
        <source>The token service does not accept the client: {reason}</source>
        <translation>令牌服务不接受该客户端：{reason}</translation>
    </message>
    <message>
        <source>The token service does not accept the sign-in: {reason}</source>
        <translation>令牌服务不接受此次登录：{reason}</translation>
    </message>
    <message>
        <source>The token service does not accept user name and password: {reason}</source>
        <translation>令牌服务不接受用户名和密码：{reason}</translation>
    </message>
    <message>
        <source>The token service does not offer this grant type to the client: {reason}</source>
        <translation>令牌服务不向该客户端提供此授权类型：{reason}</translation>
    </message>
    <message>
        <source>The token service is in trouble: it answered with {status}</source>
        <translation>令牌服务出现故障：应答为 {status}</translation>
    </message>
    <message>
        <source>The token service refuses the resource: {reason}</source>
        <translation>令牌服务拒绝该资源：{reason}</translation>
    </message>
    <message>
        <source>The token service refuses the scope: {reason}</source>
        <translation>令牌服务拒绝该范围：{reason}</translation>
    </message>
    <message>
        <source>The token service refuses: {reason}</source>
        <translation>令牌服务拒绝：{reason}</translation>
    </message>
    <message>
        <source>The token was not refreshed ({reason}); a new one is asked for.</source>
        <translation>令牌未能刷新 ({reason})；将获取新的令牌。</translation>
    </message>
    <message>
        <source>The user is disabled. An administrator has to enable it again.</source>
        <translation>该用户已停用。需要管理员重新启用。</translation>
    </message>
    <message>
        <source>The user may use the console only. An administrator has to enable programmatic access.</source>
        <translation>该用户只能使用控制台。需要管理员开通编程访问。</translation>
    </message>
    <message>
        <source>The user name, the password or the domain is wrong. Use an IAM user of the account, with the account's name as domain: a HUAWEI ID and a federated user get no token.</source>
        <translation>用户名、密码或账号名有误。请使用该账号下的 IAM 用户，并以账号名作为 domain：华为账号（HUAWEI ID）和联邦用户无法获取令牌。</translation>
    </message>
    <message>
        <source>The user signs in with a virtual MFA device</source>
        <translation>该用户使用虚拟 MFA 设备登录</translation>
    </message>
    <message>
        <source>The value is longer than 1 MB</source>
        <translation>该值超过 1 MB</translation>
    </message>
    <message>
        <source>The value is nested too deeply</source>
        <translation>该值嵌套过深</translation>
    </message>
    <message>
        <source>The value of the secret {name} is in no file. Enter it, or import with --keep-secrets.</source>
        <translation>机密 {name} 的值未写入任何文件。请手动输入，或使用 --keep-secrets 导入。</translation>
    </message>
    <message>
        <source>The value of the secret {name} was left out.</source>
        <translation>机密 {name} 的值已略去。</translation>
    </message>
    <message>
        <source>The value of {name} holds a line break or a NUL character</source>
        <translation>{name} 的值包含换行符或 NUL 字符</translation>
    </message>
    <message>
        <source>The value of {name} holds a space, a quote or a line break.</source>
        <translation>{name} 的值中含有空格、引号或换行。</translation>
    </message>
    <message>
        <source>The value of {name} is in the keyring now, and no longer in {path}. Earlier versions of the file, as git keeps them, still hold it: have it replaced if others can see them.</source>
        <translation>{name} 的值现在保存在密钥环中，不再保存在 {path} 中。该文件的早期版本（例如 git 中保留的版本）仍包含该值：如果其他人能看到，请更换它。</translation>
    </message>
    <message>
        <source>The value of {name} is {size} MB long</source>
        <translation>{name} 的值长达 {size} MB</translation>
    </message>
    <message>
        <source>The variables make up more than 64 MB of text</source>
        <translation>变量展开后的文本超过 64 MB</translation>
    </message>
    <message>
        <source>The verification code of the virtual MFA device</source>
        <translation>虚拟 MFA 设备的验证码</translation>
    </message>
    <message>
        <source>The whole exchange</source>
        <translation>整个请求过程</translation>
    </message>
    <message>
        <source>The window cannot open because Qt cannot be loaded: {reason}</source>
        <translation>无法打开窗口，因为无法加载 Qt：{reason}</translation>
    </message>
    <message>
        <source>The {kind} proxy {proxy} opened the way to {target} ({ms} ms)</source>
        <translation>{kind} 代理 {proxy} 已打通到 {target} 的通路（{ms} 毫秒）</translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <source>There are answers for {n} more pictures.</source>
        <translation>另有 {n} 张图片的回答未显示。</translation>
    </message>
    <message>
        <source>There are results for {n} more tasks.</source>
        <translation>另有 {n} 个任务的结果未显示。</translation>
    </message>
    <message>
        <source>There are {n} classes: only the best one of each input is shown.</source>
        <translation>共有 {n} 个类别：每个输入只显示得分最高的一个。</translation>
    </message>
    <message>
        <source>There are {n} more choices in the answer.</source>
        <translation>回答中还有 {n} 个候选。</translation>
    </message>
    <message>
        <source>There are {n} requests in the cURL command</source>
        <translation>cURL 命令中有 {n} 个请求</translation>
    </message>
    <message>
        <source>There are {n} requests in the input</source>
        <translation>输入中有 {n} 个请求</translation>
    </message>
    <message>
        <source>There are {total} boxes and {n} labels.</source>
        <translation>共有 {total} 个框和 {n} 个标签。</translation>
    </message>
    <message>
        <source>There are {total} boxes and {n} scores.</source>
        <translation>共有 {total} 个框和 {n} 个得分。</translation>
    </message>
    <message>
        <source>There is a comma too many before this</source>
        <translation>此处之前多了一个逗号</translation>
    </message>
    <message>
        <source>There is a vector for each token: they are shown one after the other.</source>
        <translation>每个词元各有一个向量：依次显示。</translation>
    </message>
    <message>
        <source>There is another variable of this name.</source>
        <translation>已有同名变量。</translation>
    </message>
    <message>
        <source>There is no IAM at {host}</source>
        <translation>{host} 上没有 IAM</translation>
    </message>
    <message>
        <source>There is no JSONPath yet</source>
        <translation>还没有 JSONPath</translation>
    </message>
    <message>
        <source>There is no address yet</source>
        <translation>尚未填写地址</translation>
    </message>
    <message>
        <source>There is no answer of both to compare.</source>
        <translation>没有可对比的双方响应。</translation>
    </message>
    <message>
        <source>There is no cURL command for a conversation</source>
        <translation>会话没有对应的 cURL 命令</translation>
    </message>
    <message>
        <source>There is no column {column}</source>
        <translation>没有列 {column}</translation>
    </message>
    <message>
        <source>There is no file {name} in the form-data</source>
        <translation>表单数据中没有名为 {name} 的文件</translation>
    </message>
    <message>
        <source>There is no operator {name}</source>
        <translation>没有运算符 {name}</translation>
    </message>
    <message>
        <source>There is no pattern yet</source>
        <translation>还没有正则表达式</translation>
    </message>
    <message>
        <source>There is no table in the answer</source>
        <translation>响应中没有表格</translation>
    </message>
    <message>
        <source>There is nothing in it to send</source>
        <translation>其中没有可发送的内容</translation>
    </message>
    <message>
        <source>There is nothing to import</source>
        <translation>没有可导入的内容</translation>
    </message>
    <message>
        <source>There is nothing to send</source>
        <translation>没有可发送的内容</translation>
    </message>
    <message>
        <source>There was no connection to send them over</source>
        <translation>没有可用于发送它们的连接</translation>
    </message>
    <message>
        <source>These bytes are not UTF-8</source>
        <translation>这些字节不是 UTF-8</translation>
    </message>
    <message>
        <source>These credentials are of another kind than the address takes. A token or a signature belongs to the first address of the usage guide, app credentials to the second.</source>
        <translation>凭据类型与地址不符。令牌或签名用于调用指南中的第一个地址，APP 凭据用于第二个地址。</translation>
    </message>
    <message>
        <source>This address takes an API key. Choose “ModelArts API key” in the Auth tab.</source>
        <translation>该地址需要 API 密钥。请在“认证”标签页选择“ModelArts API 密钥”。</translation>
    </message>
    <message>
        <source>This address takes an IAM token or an AK/SK signature. App credentials belong to the service's other address, which begins with infer-app-modelarts.</source>
        <translation>该地址接受 IAM 令牌或 AK/SK 签名。App 凭据应使用该服务的另一个地址，以 infer-app-modelarts 开头。</translation>
    </message>
    <message>
        <source>This address takes app credentials only: an AppCode, an AppKey, or their signature. Tokens and AK/SK signatures belong to the service's other address, which begins with infer-modelarts.</source>
        <translation>该地址只接受 App 凭据：AppCode、AppKey 或 App 签名。令牌和 AK/SK 签名应使用该服务的另一个地址，以 infer-modelarts 开头。</translation>
    </message>
    <message>
        <source>This entry is no longer in the history.</source>
        <translation>此条目已不在历史记录中。</translation>
    </message>
    <message>
        <source>This entry of the history cannot be read</source>
        <translation>无法读取此历史条目</translation>
    </message>
    <message>
        <source>This is a Postman collection of version 1</source>
        <translation>这是版本 1 的 Postman 集合</translation>
    </message>
    <message>
        <source>This is a chat, and the address has no path: most services want {path}.</source>
        <translation>这是对话请求，但地址没有路径：多数服务需要 {path}。</translation>
    </message>
    <message>
        <source>This is no table</source>
        <translation>这不是表格</translation>
    </message>
    <message>
        <source>This is not a JSONPath: {reason}</source>
        <translation>这不是 JSONPath：{reason}</translation>
    </message>
    <message>
        <source>This is not a Postman collection</source>
        <translation>这不是 Postman 集合</translation>
    </message>
    <message>
        <source>This is not a cURL command</source>
        <translation>这不是 cURL 命令</translation>
    </message>
    <message>
        <source>This is not a regular expression: {reason}</source>
        <translation>这不是正则表达式：{reason}</translation>
    </message>
    <message>
        <source>This is the account service, which lends tokens. No model was asked.</source>
        <translation>这是发放令牌的账号服务，没有调用任何模型。</translation>
    </message>
    <message>
        <source>This is too large for the clipboard</source>
        <translation>内容过大，无法放入剪贴板</translation>
    </message>
    <message>
        <source>This is what had arrived by then. The whole is shown at the end of the stream.</source>
        <translation>这是截至当时到达的内容。流结束后会显示全部。</translation>
    </message>
    <message>
        <source>This looks like a credential, and files hold none. Make it a secret.</source>
        <translation>这看起来像凭据，文件中不保存凭据。请将其设为机密。</translation>
    </message>
    <message>
        <source>This may be a decompression bomb. Allow more, or save it as it was received.</source>
        <translation>这可能是解压炸弹。请允许更大的上限，或按接收时的原样保存。</translation>
    </message>
    <message>
        <source>This may be a decompression bomb. What was unpacked is kept below; allow more in the Settings tab.</source>
        <translation>这可能是压缩炸弹。已解压的内容保留在下方；可在“设置”选项卡中放宽限制。</translation>
    </message>
    <message>
        <source>This part goes on: {size} bytes in all</source>
        <translation>这一部分未完：共 {size} 字节</translation>
    </message>
    <message>
        <source>This request</source>
        <translation>此请求</translation>
    </message>
    <message>
        <source>This sample was not run.</source>
        <translation>此样例未运行。</translation>
    </message>
    <message>
        <source>This text is not JSON</source>
        <translation>此文本不是 JSON</translation>
    </message>
    <message>
        <source>This variable has no name.</source>
        <translation>此变量没有名称。</translation>
    </message>
    <message>
        <source>This variable has no value.</source>
        <translation>此变量没有值。</translation>
    </message>
    <message>
        <source>Through the proxy {proxy}, from the desktop settings ({desktop}).</source>
        <translation>通过代理 {proxy}，来自桌面设置（{desktop}）。</translation>
    </message>
    <message>
        <source>Through the proxy {proxy}, from the environment variable {name}.</source>
        <translation>通过代理 {proxy}，来自环境变量 {name}。</translation>
    </message>
    <message>
        <source>Through the proxy {proxy}, from the settings of the system.</source>
        <translation>通过代理 {proxy}，来自系统设置。</translation>
    </message>
    <message>
        <source>Through the proxy {proxy}, set by hand.</source>
        <translation>通过代理 {proxy}，手动设置。</translation>
    </message>
    <message>
        <source>Through the proxy {proxy}.</source>
        <translation>通过代理 {proxy}。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Time of A</source>
        <translation>A 的时间</translation>
    </message>
    <message>
        <source>Time of B</source>
        <translation>B 的时间</translation>
    </message>
    <message>
        <source>Time to the whole answer</source>
        <translation>收到完整回答的时间</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Token URL</source>
        <translation>令牌 URL</translation>
    </message>
    <message>
        <source>Token sent in</source>
        <translation>令牌放在</translation>
    </message>
    <message>
        <source>Token to use</source>
        <translation>使用的令牌</translation>
    </message>
    <message>
        <source>Tokens are never sent along a redirect. Enter the final address in the Auth tab.</source>
        <translation>令牌请求从不跟随重定向。请在“认证”标签页中填写最终地址。</translation>
    </message>
    <message>
        <source>Too many passwords were wrong. Wait until it is unlocked.</source>
        <translation>密码错误次数过多。请等待解锁。</translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation>请求过多</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>转写文本</translation>
    </message>
    <message>
        <source>Transfer-Encoding was typed; the body is sent with a Content-Length instead.</source>
        <translation>填写了 Transfer-Encoding；请求体将改用 Content-Length 发送。</translation>
    </message>
    <message>
        <source>Translate a collection or a request into another format.</source>
        <translation>将集合或请求转换为其他格式。</translation>
    </message>
    <message>
        <source>Trash…</source>
        <translation>回收站…</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>树</translation>
    </message>
    <message>
        <source>Try again, or start it by hand.</source>
        <translation>请重试，或手动启动。</translation>
    </message>
    <message>
        <source>Two numbers are expected, such as 1, 5</source>
        <translation>应为两个数字，例如 1, 5</translation>
    </message>
    <message>
        <source>Type an address to see which way it takes.</source>
        <translation>输入地址即可查看它所走的路径。</translation>
    </message>
    <message>
        <source>Type bytes as base64, or choose a file.</source>
        <translation>请以 base64 输入字节，或选择文件。</translation>
    </message>
    <message>
        <source>Type the URL of the service.</source>
        <translation>请输入服务的 URL。</translation>
    </message>
    <message>
        <source>Type the password again: Settings, Network, Proxy.</source>
        <translation>请重新输入密码：设置 → 网络 → 代理。</translation>
    </message>
    <message>
        <source>URL-encoded, fields: {n}</source>
        <translation>URL 编码，字段数：{n}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Unlock it to use saved tokens.</source>
        <translation>解锁后才能使用已保存的令牌。</translation>
    </message>
    <message>
        <source>Up to {size} MB can be. Save both and compare the files.</source>
        <translation>最多可比较 {size} MB。请分别保存后比较文件。</translation>
    </message>
    <message>
        <source>Use a model's config.json…</source>
        <translation>使用模型的 config.json…</translation>
    </message>
    <message>
        <source>Use http:// or https://, or ws:// or wss:// for a WebSocket.</source>
        <translation>请使用 http:// 或 https://，WebSocket 请使用 ws:// 或 wss://。</translation>
    </message>
    <message>
        <source>Use letters, digits and - only, such as GET or POST.</source>
        <translation>只能使用字母、数字和 -，例如 GET 或 POST。</translation>
    </message>
    <message>
        <source>Use the address for app authentication, the second one of the service's call information.</source>
        <translation>请使用 App 认证的地址，即服务调用信息中的第二个地址。</translation>
    </message>
    <message>
        <source>Use the model name that its call description shows.</source>
        <translation>请使用调用说明中显示的模型名称。</translation>
    </message>
    <message>
        <source>User ID</source>
        <translation>用户 ID</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>User name and password may have 255 bytes each with SOCKS5.</source>
        <translation>使用 SOCKS5 时，用户名和密码各最多 255 字节。</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>有效期</translation>
    </message>
    <message>
        <source>Values taken over: {count}. Lines that were not understood: {lost}. {first}</source>
        <translation>已采用的值：{count}。无法识别的行：{lost}。{first}</translation>
    </message>
    <message>
        <source>Values taken over: {count}. Save to keep them.</source>
        <translation>已采用的值：{count}。请保存以保留它们。</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>Verification code</source>
        <translation>验证码</translation>
    </message>
    <message>
        <source>Verify certificates</source>
        <translation>验证证书</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Wait a minute, then send again.</source>
        <translation>请等待一分钟后重新发送。</translation>
    </message>
    <message>
        <source>Waiting for the answer</source>
        <translation>等待响应</translation>
    </message>
    <message>
        <source>What TLS asks for (SNI) and verifies. Empty: the host of the URL.</source>
        <translation>TLS 请求（SNI）并验证的名称。留空：URL 中的主机。</translation>
    </message>
    <message>
        <source>What answers at this port does not speak TLS. Check the port, or try http:// instead.</source>
        <translation>此端口上的程序不使用 TLS。请检查端口，或改用 http://。</translation>
    </message>
    <message>
        <source>What answers there does not speak SOCKS5.</source>
        <translation>那里的程序不使用 SOCKS5。</translation>
    </message>
    <message>
        <source>What follows could be read on the way, so it is not sent. Check the address.</source>
        <translation>后续内容在传输途中可能被读取，因此未发送。请检查地址。</translation>
    </message>
    <message>
        <source>What the other format has no place for is named on standard error. No value of a secret is written to a file. Exit codes: 0 it was translated, 2 wrong usage or an input that cannot be read.</source>
        <translation>目标格式无法容纳的内容会列在标准错误中。机密的值不会写入任何文件。退出码：0 转换成功，2 用法错误或输入无法读取。</translation>
    </message>
    <message>
        <source>What this code means is told at {address}.</source>
        <translation>此错误码的含义见 {address}。</translation>
    </message>
    <message>
        <source>What was deleted is no longer in the trash</source>
        <translation>已删除的内容已不在回收站中</translation>
    </message>
    <message>
        <source>What was sent</source>
        <translation>发送的内容</translation>
    </message>
    <message>
        <source>What you typed is kept. Bring {folder} back, or save the request elsewhere with “Save as…”.</source>
        <translation>您输入的内容已保留。请恢复 {folder}，或用“另存为…”将请求保存到其他位置。</translation>
    </message>
    <message>
        <source>Where it is not the token URL.</source>
        <translation>当它不是令牌 URL 时填写。</translation>
    </message>
    <message>
        <source>With --retry-delay cURL waits alike each time. Here each wait is twice as long.</source>
        <translation>使用 --retry-delay 时 cURL 每次等待相同时间。此处每次等待加倍。</translation>
    </message>
    <message>
        <source>With -d cURL leaves out the line breaks of {path}. It is sent as it is.</source>
        <translation>使用 -d 时，cURL 会去掉 {path} 中的换行符。此处将原样发送。</translation>
    </message>
    <message>
        <source>Without proxy</source>
        <translation>不使用代理</translation>
    </message>
    <message>
        <source>Wrap the lines of the response</source>
        <translation>响应自动换行</translation>
    </message>
    <message>
        <source>Write --var {name}=VALUE.</source>
        <translation>请写成 --var {name}=VALUE。</translation>
    </message>
    <message>
        <source>Write a host and a port: http://proxy.example.com:8080.</source>
        <translation>请写出主机和端口：http://proxy.example.com:8080。</translation>
    </message>
    <message>
        <source>Write a host or an address, and a port where it is another one: 192.0.2.7:8443.</source>
        <translation>请填写主机或地址，端口不同时也写上端口：192.0.2.7:8443。</translation>
    </message>
    <message>
        <source>Write a secret variable in its place, such as {name}, then save again.</source>
        <translation>请改写为机密变量，例如 {name}，然后重新保存。</translation>
    </message>
    <message>
        <source>Write it on one line.</source>
        <translation>请写在一行内。</translation>
    </message>
    <message>
        <source>Write its path behind “file:”.</source>
        <translation>请在“file:”之后写出路径。</translation>
    </message>
    <message>
        <source>Write | base64 or | text behind the path.</source>
        <translation>请在路径之后写 | base64 或 | text。</translation>
    </message>
    <message>
        <source>Written. The values of secrets were left out.</source>
        <translation>已写入。机密的值未写入。</translation>
    </message>
    <message>
        <source>X-Stage</source>
        <translation>X-Stage</translation>
    </message>
    <message>
        <source>XML</source>
        <translation>XML</translation>
    </message>
    <message>
        <source>YOLO writes a text file for each picture, under the same name.</source>
        <translation>YOLO 为每张图片写一个同名的文本文件。</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>a BMP picture</source>
        <translation>BMP 图片</translation>
    </message>
    <message>
        <source>a GIF picture</source>
        <translation>GIF 图片</translation>
    </message>
    <message>
        <source>a JPEG picture</source>
        <translation>JPEG 图片</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>PDF 文档</translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <source>a TIFF picture</source>
        <translation>TIFF 图片</translation>
    </message>
    <message>
        <source>a WebP picture</source>
        <translation>WebP 图片</translation>
    </message>
    <message>
        <source>a ZIP archive</source>
        <translation>ZIP 压缩包</translation>
    </message>
    <message>
        <source>a collection (folder), a request or a file of another format, - for standard input</source>
        <translation>集合（文件夹）、请求或其他格式的文件，- 表示标准输入</translation>
    </message>
    <message>
        <source>a gzip archive</source>
        <translation>gzip 压缩包</translation>
    </message>
    <message>
        <source>a secret variable, read from FILE; it is masked wherever it would show</source>
        <translation>机密变量，从 FILE 读取；在任何显示位置都会被遮盖</translation>
    </message>
    <message>
        <source>a variable</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>a variable, goes before all others</source>
        <translation>变量，优先于其他所有变量</translation>
    </message>
    <message>
        <source>allow downgrade</source>
        <translation>允许降级</translation>
    </message>
    <message>
        <source>an SVG picture</source>
        <translation>SVG 图片</translation>
    </message>
    <message>
        <source>and the string to sign</source>
        <translation>待签名字符串为</translation>
    </message>
    <message>
        <source>at most so many a second</source>
        <translation>每秒最多发送多少个</translation>
    </message>
    <message>
        <source>authorities</source>
        <translation>证书颁发机构</translation>
    </message>
    <message>
        <source>binary</source>
        <translation>二进制</translation>
    </message>
    <message>
        <source>cURL</source>
        <translation>cURL</translation>
    </message>
    <message>
        <source>cURL asks for the password of {user}. Enter it in the Auth tab.</source>
        <translation>cURL 会询问 {user} 的密码。请在“认证”标签页中输入。</translation>
    </message>
    <message>
        <source>cURL cannot ask for the server name {name} instead of the host's.</source>
        <translation>cURL 无法改为请求服务器名称 {name}。</translation>
    </message>
    <message>
        <source>cURL cannot put a file into the text of the part “{name}” in this way.</source>
        <translation>cURL 无法以这种方式把文件放入部分“{name}”的文本。</translation>
    </message>
    <message>
        <source>cURL cannot send a part whose name holds an equals sign.</source>
        <translation>cURL 无法发送名称中含等号的部分。</translation>
    </message>
    <message>
        <source>cURL command</source>
        <translation>cURL 命令</translation>
    </message>
    <message>
        <source>cURL nests the files of “{name}” in one part. They go out as parts of one name.</source>
        <translation>cURL 会将“{name}”的文件嵌套在一个部分中。此处将作为多个同名部分发送。</translation>
    </message>
    <message>
        <source>cURL refuses -I together with {other}. The method is HEAD.</source>
        <translation>cURL 不允许 -I 与 {other} 同时使用。方法为 HEAD。</translation>
    </message>
    <message>
        <source>cURL refuses {one} together with {other}. Only {one} was taken over.</source>
        <translation>cURL 不允许 {one} 与 {other} 同时使用。仅导入了 {one}。</translation>
    </message>
    <message>
        <source>cURL takes one CA file. Put the others into it.</source>
        <translation>cURL 只接受一个 CA 文件。请将其他证书合并到其中。</translation>
    </message>
    <message>
        <source>certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>client certificates</source>
        <translation>客户端证书</translation>
    </message>
    <message>
        <source>connect time-out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>connect to</source>
        <translation>连接到</translation>
    </message>
    <message>
        <source>connection lost</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>credentials</source>
        <translation>凭据</translation>
    </message>
    <message>
        <source>curl sends one request and ends. Send it from here, or with modelpost send.</source>
        <translation>curl 只发送一个请求便结束。请在此处发送，或使用 modelpost send。</translation>
    </message>
    <message>
        <source>data of type {essence}</source>
        <translation>{essence} 类型的数据</translation>
    </message>
    <message>
        <source>data of unknown type</source>
        <translation>未知类型的数据</translation>
    </message>
    <message>
        <source>expected a colon</source>
        <translation>应为冒号</translation>
    </message>
    <message>
        <source>expected a comma</source>
        <translation>应为逗号</translation>
    </message>
    <message>
        <source>expected a name in double quotes</source>
        <translation>应为用双引号括起的名称</translation>
    </message>
    <message>
        <source>expected a value</source>
        <translation>应为值</translation>
    </message>
    <message>
        <source>expected the end of the text</source>
        <translation>应为文本结尾</translation>
    </message>
    <message>
        <source>file gone</source>
        <translation>文件不存在</translation>
    </message>
    <message>
        <source>form-data</source>
        <translation>form-data</translation>
    </message>
    <message>
        <source>form-data, parts: {n}</source>
        <translation>form-data，部分数：{n}</translation>
    </message>
    <message>
        <source>give the file of a request, or --curl FILE</source>
        <translation>请提供请求文件，或 --curl FILE</translation>
    </message>
    <message>
        <source>give the folder to write with --output</source>
        <translation>请用 --output 指定要写入的文件夹</translation>
    </message>
    <message>
        <source>give up when the answer takes longer than S seconds</source>
        <translation>响应超过 S 秒时放弃</translation>
    </message>
    <message>
        <source>go on with the run of a journal, which must be there</source>
        <translation>继续某个日志文件中的运行，该文件必须存在</translation>
    </message>
    <message>
        <source>host not found</source>
        <translation>找不到主机</translation>
    </message>
    <message>
        <source>how the saved messages of a WebSocket follow one another: at-once, as recorded, or each after an answer to the one before</source>
        <translation>WebSocket 已保存消息的发送节奏：at-once（立即发送）、recorded（按录制间隔）或 answered（收到上一条的应答后再发送下一条）</translation>
    </message>
    <message>
        <source>http://, https://, socks5:// (names are looked up here) or socks5h:// (at the proxy).</source>
        <translation>http://、https://、socks5://（在本机解析名称）或 socks5h://（在代理处解析）。</translation>
    </message>
    <message>
        <source>laid out it would be more than sixteen times as large</source>
        <translation>排版后会大到原来的十六倍以上</translation>
    </message>
    <message>
        <source>largest unpacked answer</source>
        <translation>解压后响应的上限</translation>
    </message>
    <message>
        <source>leave out folders within the folder</source>
        <translation>不包括子文件夹</translation>
    </message>
    <message>
        <source>line of text found</source>
        <translation>行文字</translation>
    </message>
    <message>
        <source>lines of text found</source>
        <translation>行文字</translation>
    </message>
    <message>
        <source>name found</source>
        <translation>个名称</translation>
    </message>
    <message>
        <source>names found</source>
        <translation>个名称</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>numbers describe the input</source>
        <translation>个数值描述输入</translation>
    </message>
    <message>
        <source>object found</source>
        <translation>个物体</translation>
    </message>
    <message>
        <source>objects found</source>
        <translation>个物体</translation>
    </message>
    <message>
        <source>one for each of these files</source>
        <translation>对这些文件逐个发送</translation>
    </message>
    <message>
        <source>one for each row of a CSV, JSONL or JSON file</source>
        <translation>CSV、JSONL 或 JSON 文件的每行一个</translation>
    </message>
    <message>
        <source>one request for each file</source>
        <translation>每个文件一个请求</translation>
    </message>
    <message>
        <source>print one JSON object: request, response, timings, body</source>
        <translation>输出一个 JSON 对象：请求、响应、耗时、响应体</translation>
    </message>
    <message>
        <source>print status line and headers before the body</source>
        <translation>在响应体之前输出状态行和响应头</translation>
    </message>
    <message>
        <source>proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>put a column into a field of the JSON body; each is a variable in any case</source>
        <translation>把一列填入 JSON 请求体的某个字段；每一列同时也是变量</translation>
    </message>
    <message>
        <source>put the secrets that are found into the keyring</source>
        <translation>将找到的机密存入密钥环</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>region found</source>
        <translation>个区域</translation>
    </message>
    <message>
        <source>regions found</source>
        <translation>个区域</translation>
    </message>
    <message>
        <source>retries</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>rows answered</source>
        <translation>行已回答</translation>
    </message>
    <message>
        <source>send the cURL command in FILE, - for standard input</source>
        <translation>发送 FILE 中的 cURL 命令，- 表示标准输入</translation>
    </message>
    <message>
        <source>server name</source>
        <translation>服务器名称</translation>
    </message>
    <message>
        <source>so many at the same time (1)</source>
        <translation>同时进行的数量 (1)</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>the column that names a file</source>
        <translation>给出文件的列</translation>
    </message>
    <message>
        <source>the environment of the collection</source>
        <translation>集合的环境</translation>
    </message>
    <message>
        <source>the file of a request</source>
        <translation>请求文件</translation>
    </message>
    <message>
        <source>the folder or file to write; a native request ends in .yml</source>
        <translation>要写入的文件夹或文件；原生请求以 .yml 结尾</translation>
    </message>
    <message>
        <source>the format to translate into: {names}</source>
        <translation>目标格式：{names}</translation>
    </message>
    <message>
        <source>the names of classes, one a line</source>
        <translation>类别名称，每行一个</translation>
    </message>
    <message>
        <source>the part of the form-data that takes the file</source>
        <translation>接收文件的表单数据部分</translation>
    </message>
    <message>
        <source>the right answers: folder (the name of the file's folder), the name of a column, or @FILE with the names of the inputs and their labels</source>
        <translation>正确答案：folder（文件所在文件夹的名称）、列名，或 @文件（其中是输入的名称及其标签）</translation>
    </message>
    <message>
        <source>the same request so many times</source>
        <translation>同一请求重复的次数</translation>
    </message>
    <message>
        <source>the text ends too early</source>
        <translation>文本过早结束</translation>
    </message>
    <message>
        <source>there is a comma too many</source>
        <translation>多了一个逗号</translation>
    </message>
    <message>
        <source>there is no journal {path}</source>
        <translation>日志文件 {path} 不存在</translation>
    </message>
    <message>
        <source>these bytes are not UTF-8</source>
        <translation>这些字节不是 UTF-8</translation>
    </message>
    <message>
        <source>this comment does not end</source>
        <translation>此注释没有结束</translation>
    </message>
    <message>
        <source>this text has no closing quote, or holds a character that must be escaped</source>
        <translation>此文本缺少右引号，或含有必须转义的字符</translation>
    </message>
    <message>
        <source>time-out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>total time-out</source>
        <translation>总超时</translation>
    </message>
    <message>
        <source>true boxes: a COCO file, or a folder of YOLO labels</source>
        <translation>真实框：COCO 文件，或 YOLO 标签文件夹</translation>
    </message>
    <message>
        <source>try again so often where an attempt fails, each time after a longer wait; else as the request says</source>
        <translation>失败时重试的次数，每次等待更久；未指定时按请求的设置</translation>
    </message>
    <message>
        <source>urlencoded</source>
        <translation>urlencoded</translation>
    </message>
    <message>
        <source>usage: modelpost [PATH ...] [--screenshot SCENE --output PNG]
       modelpost COMMAND ...

Send requests to models and read their answers.

Without a command the window opens, with the collections (folders) and requests that are named. A folder called like a
command is opened as ./send.

commands:
  send             send one request and print the response; modelpost send --help tells more
  run              send one request over a folder, a table or n times; modelpost run --help tells more
  convert          translate a collection or a request into another format; modelpost convert --help tells more
  sample-service   run the sample model service; modelpost sample-service --help tells more

options:
  -h, --help       show this and exit
  --version        show the version and exit
  --screenshot SCENE --output PNG
                   show a scene in the window, save a picture of it and exit

exit codes:
  0    got what was asked for
  1    the server answered with 4xx or 5xx
  2    wrong usage, or an input that cannot be read
  3    no answer: name look-up, connection, TLS or timeout
  130  interrupted

environment:
  MODELPOST_HOME            the folder of settings; by default in the system's place for such folders
  MODELPOST_SECRET_&lt;NAME&gt;   a secret for this process, goes before the keyring: the name in upper case, _ for the rest
  PYTHON_KEYRING_BACKEND    the keyring to use
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE, SSL_CERT_FILE
                            proxies and authorities, as elsewhere
</source>
        <translation>用法：modelpost [PATH ...] [--screenshot SCENE --output PNG]
      modelpost COMMAND ...

向模型发送请求并读取其响应。

不带命令时打开窗口，并打开所列的集合（文件夹）和请求。与命令同名的文件夹请写作 ./send。

命令：
  send             发送一个请求并输出响应；详见 modelpost send --help
  run              对文件夹、表格或按次数重复发送一个请求；详见 modelpost run --help
  convert          将集合或请求转换为其他格式；详见 modelpost convert --help
  sample-service   运行示例模型服务；详见 modelpost sample-service --help

选项：
  -h, --help       显示本帮助并退出
  --version        显示版本并退出
  --screenshot SCENE --output PNG
                   在窗口中显示一个场景，保存其截图并退出

退出码：
  0    得到所要求的结果
  1    服务器返回 4xx 或 5xx
  2    用法错误，或输入无法读取
  3    没有响应：域名解析、连接、TLS 或超时
  130  被中断

环境变量：
  MODELPOST_HOME            设置所在的文件夹；默认使用系统存放此类文件夹的位置
  MODELPOST_SECRET_&lt;NAME&gt;   仅用于本进程的机密，优先于密钥环：名称大写，其余字符写作 _
  PYTHON_KEYRING_BACKEND    要使用的密钥环
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE, SSL_CERT_FILE
                            代理和证书颁发机构，与其他程序相同
</translation>
    </message>
    <message>
        <source>which files of the folder; pictures where none is given</source>
        <translation>文件夹中的哪些文件；未指定时为图片</translation>
    </message>
    <message>
        <source>with a journal: send again what the service answered with an error, too</source>
        <translation>与日志文件一起使用：服务返回错误的输入也重新发送</translation>
    </message>
    <message>
        <source>write a report: csv, jsonl or html</source>
        <translation>写入报告：csv、jsonl 或 html</translation>
    </message>
    <message>
        <source>write each answer into a folder, as received</source>
        <translation>将每个回答按收到的样子写入文件夹</translation>
    </message>
    <message>
        <source>write over a file that is there already</source>
        <translation>覆盖已存在的文件</translation>
    </message>
    <message>
        <source>write results as they come; where the file exists, only what is missing there is sent</source>
        <translation>边收到边写入结果；文件已存在时，只发送其中缺少的部分</translation>
    </message>
    <message>
        <source>write this environment instead of the collection</source>
        <translation>写出该环境而不是集合</translation>
    </message>
    <message>
        <source>write to FILE instead</source>
        <translation>改为写入 FILE</translation>
    </message>
    <message>
        <source>{a} and {b}</source>
        <translation>{a} 与 {b}</translation>
    </message>
    <message>
        <source>{collection}, environment {name}</source>
        <translation>{collection}，环境 {name}</translation>
    </message>
    <message>
        <source>{collection}, folder {name}</source>
        <translation>{collection}，文件夹 {name}</translation>
    </message>
    <message>
        <source>{domain} belongs to many: no one may set cookies for all of it.</source>
        <translation>{domain} 属于多方：任何人都不能为其整体设置 Cookie。</translation>
    </message>
    <message>
        <source>{expression} is not known; res.status, res.headers.name and res.body.path are</source>
        <translation>不认识 {expression}；可用 res.status、res.headers.name 和 res.body.path</translation>
    </message>
    <message>
        <source>{host} at {address}, port {port}.</source>
        <translation>{host}，地址 {address}，端口 {port}。</translation>
    </message>
    <message>
        <source>{host} cannot be reached</source>
        <translation>无法连接到 {host}</translation>
    </message>
    <message>
        <source>{host} could not read the request for a token</source>
        <translation>{host} 无法读取获取令牌的请求</translation>
    </message>
    <message>
        <source>{host} did not accept the account, the user or the password</source>
        <translation>{host} 未接受账号、用户名或密码</translation>
    </message>
    <message>
        <source>{host} did not accept the verification code</source>
        <translation>{host} 未接受验证码</translation>
    </message>
    <message>
        <source>{host} did not answer as IAM does ({code})</source>
        <translation>{host} 的响应不是 IAM 的响应（{code}）</translation>
    </message>
    <message>
        <source>{host} does not accept the client certificate</source>
        <translation>{host} 不接受该客户端证书</translation>
    </message>
    <message>
        <source>{host} does not speak TLS {version} or later</source>
        <translation>{host} 不支持 TLS {version} 或更高版本</translation>
    </message>
    <message>
        <source>{host} gets too many requests for tokens</source>
        <translation>{host} 收到过多的获取令牌请求</translation>
    </message>
    <message>
        <source>{host} gives no token for this project</source>
        <translation>{host} 不为该项目提供令牌</translation>
    </message>
    <message>
        <source>{host} gives this user no token</source>
        <translation>{host} 不为该用户提供令牌</translation>
    </message>
    <message>
        <source>{host} is {addresses} ({ms} ms)</source>
        <translation>{host} 解析为 {addresses}（{ms} ms）</translation>
    </message>
    <message>
        <source>{host} refused the secure connection</source>
        <translation>{host} 拒绝了安全连接</translation>
    </message>
    <message>
        <source>{host} wants a client certificate</source>
        <translation>{host} 需要客户端证书</translation>
    </message>
    <message>
        <source>{host}, a connection that was still open.</source>
        <translation>{host}，沿用仍打开的连接。</translation>
    </message>
    <message>
        <source>{host}, port {port}.</source>
        <translation>{host}，端口 {port}。</translation>
    </message>
    <message>
        <source>{label}: precision {precision}, recall {recall}, {n} cases</source>
        <translation>{label}：精确率 {precision}，召回率 {recall}，{n} 个样本</translation>
    </message>
    <message>
        <source>{label}: {text}</source>
        <translation>{label}：{text}</translation>
    </message>
    <message>
        <source>{meaning} (code {code})</source>
        <translation>{meaning}（代码 {code}）</translation>
    </message>
    <message>
        <source>{ms} ms in all</source>
        <translation>共 {ms} ms</translation>
    </message>
    <message>
        <source>{name}</source>
        <translation>{name}</translation>
    </message>
    <message>
        <source>{name} cannot be moved into itself</source>
        <translation>{name} 不能移动到其自身中</translation>
    </message>
    <message>
        <source>{name} cannot be read as a request</source>
        <translation>无法将 {name} 读取为请求</translation>
    </message>
    <message>
        <source>{name} cannot be read as a table</source>
        <translation>{name} 无法作为表格读取</translation>
    </message>
    <message>
        <source>{name} cannot be used</source>
        <translation>无法使用 {name}</translation>
    </message>
    <message>
        <source>{name} does not say how the file is to be written</source>
        <translation>{name} 没有说明如何写入文件</translation>
    </message>
    <message>
        <source>{name} has no column {column}</source>
        <translation>{name} 没有列 {column}</translation>
    </message>
    <message>
        <source>{name} has no value</source>
        <translation>{name} 没有值</translation>
    </message>
    <message>
        <source>{name} holds more than a million files</source>
        <translation>{name} 中的文件超过一百万个</translation>
    </message>
    <message>
        <source>{name} holds no list of rows</source>
        <translation>{name} 中没有行的列表</translation>
    </message>
    <message>
        <source>{name} holds too many files to be a collection</source>
        <translation>{name} 包含的文件过多，不能作为集合</translation>
    </message>
    <message>
        <source>{name} is a Bruno collection in the older format</source>
        <translation>{name} 是旧格式的 Bruno 集合</translation>
    </message>
    <message>
        <source>{name} is a link, which would lead elsewhere from another folder</source>
        <translation>{name} 是链接，从其他文件夹会指向别处</translation>
    </message>
    <message>
        <source>{name} is empty</source>
        <translation>{name} 是空的</translation>
    </message>
    <message>
        <source>{name} is larger than 4 MB</source>
        <translation>{name} 大于 4 MB</translation>
    </message>
    <message>
        <source>{name} is no contract of a model</source>
        <translation>{name} 不是模型的契约</translation>
    </message>
    <message>
        <source>{name} is no longer at its place</source>
        <translation>{name} 已不在原位置</translation>
    </message>
    <message>
        <source>{name} is no longer at its place, so nothing was saved</source>
        <translation>{name} 已不在原处，因此未保存任何内容</translation>
    </message>
    <message>
        <source>{name} is not JSON</source>
        <translation>{name} 不是 JSON</translation>
    </message>
    <message>
        <source>{name} is not JSON Lines</source>
        <translation>{name} 不是 JSON Lines</translation>
    </message>
    <message>
        <source>{name} is not a collection</source>
        <translation>{name} 不是集合</translation>
    </message>
    <message>
        <source>{name} is not a file of YOLO labels</source>
        <translation>{name} 不是 YOLO 标签文件</translation>
    </message>
    <message>
        <source>{name} is not a file of a collection</source>
        <translation>{name} 不是集合中的文件</translation>
    </message>
    <message>
        <source>{name} is not a list of labels</source>
        <translation>{name} 不是标签列表</translation>
    </message>
    <message>
        <source>{name} is not a request</source>
        <translation>{name} 不是请求</translation>
    </message>
    <message>
        <source>{name} is not a text file</source>
        <translation>{name} 不是文本文件</translation>
    </message>
    <message>
        <source>{name} is not an item of the collection</source>
        <translation>{name} 不是集合中的项目</translation>
    </message>
    <message>
        <source>{name} is not text in UTF-8</source>
        <translation>{name} 不是 UTF-8 文本</translation>
    </message>
    <message>
        <source>{name} is not the journal of a run</source>
        <translation>{name} 不是运行日志</translation>
    </message>
    <message>
        <source>{name} is not valid YAML</source>
        <translation>{name} 不是有效的 YAML</translation>
    </message>
    <message>
        <source>{name} is of the kind {kind}, which cannot be sent yet</source>
        <translation>{name} 的类型为 {kind}，暂时无法发送</translation>
    </message>
    <message>
        <source>{name} is too large to be a request</source>
        <translation>{name} 过大，不可能是请求</translation>
    </message>
    <message>
        <source>{name} leads out of the collection</source>
        <translation>{name} 指向集合之外</translation>
    </message>
    <message>
        <source>{name} leads through too many variables</source>
        <translation>{name} 引用的变量层级过多</translation>
    </message>
    <message>
        <source>{name} may not be read</source>
        <translation>没有读取 {name} 的权限</translation>
    </message>
    <message>
        <source>{name} may not be written</source>
        <translation>没有写入 {name} 的权限</translation>
    </message>
    <message>
        <source>{name} names no file</source>
        <translation>{name} 没有指明文件</translation>
    </message>
    <message>
        <source>{name} refers to itself</source>
        <translation>{name} 引用了自身</translation>
    </message>
    <message>
        <source>{name} was changed by another program</source>
        <translation>{name} 已被其他程序更改</translation>
    </message>
    <message>
        <source>{name} was not written</source>
        <translation>未能写入 {name}</translation>
    </message>
    <message>
        <source>{name} was not written because its drive is read-only</source>
        <translation>未能写入 {name}：所在磁盘为只读</translation>
    </message>
    <message>
        <source>{name} was not written because its folder is gone</source>
        <translation>未能写入 {name}：所在文件夹已不存在</translation>
    </message>
    <message>
        <source>{name} was not written because the disk is full</source>
        <translation>未能写入 {name}：磁盘已满</translation>
    </message>
    <message>
        <source>{name}, line {line}: {reason}</source>
        <translation>{name}，第 {line} 行：{reason}</translation>
    </message>
    <message>
        <source>{name}: boxes are missing or wrong</source>
        <translation>{name}：有检测框缺失或错误</translation>
    </message>
    <message>
        <source>{name}: {answered}, not {expected}</source>
        <translation>{name}：{answered}，应为 {expected}</translation>
    </message>
    <message>
        <source>{name}: {reason}</source>
        <translation>{name}：{reason}</translation>
    </message>
    <message>
        <source>{n} answers do not stand in the text where the model says.</source>
        <translation>有 {n} 个答案不在模型所说的文本位置。</translation>
    </message>
    <message>
        <source>{n} entities do not lie in the text that was sent.</source>
        <translation>有 {n} 个实体不在发送的文本中。</translation>
    </message>
    <message>
        <source>{n} events arrived before that. They are kept below.</source>
        <translation>此前收到 {n} 个事件，保留在下方。</translation>
    </message>
    <message>
        <source>{n} events arrived before the connection closed. They are kept below.</source>
        <translation>连接关闭前收到 {n} 个事件，保留在下方。</translation>
    </message>
    <message>
        <source>{n} inputs, {failed} failed</source>
        <translation>{n} 个输入，{failed} 个失败</translation>
    </message>
    <message>
        <source>{n} items were deleted.</source>
        <translation>已删除 {n} 个项目。</translation>
    </message>
    <message>
        <source>{n} labels have no place in the picture and are not drawn.</source>
        <translation>有 {n} 个标签在图片中没有位置，未绘制。</translation>
    </message>
    <message>
        <source>{n} masks are not pictures and are not shown.</source>
        <translation>有 {n} 个掩码不是图片，未显示。</translation>
    </message>
    <message>
        <source>{n} messages had passed. They are kept below.</source>
        <translation>已往来 {n} 条消息，保留在下方。</translation>
    </message>
    <message>
        <source>{n} more results are not shown here; CSV and JSON Lines have them all.</source>
        <translation>还有 {n} 个结果未在此显示；CSV 和 JSON Lines 中包含全部结果。</translation>
    </message>
    <message>
        <source>{n} of {total} boxes are not four numbers and are not shown.</source>
        <translation>{total} 个框中有 {n} 个不是四个数字，未显示。</translation>
    </message>
    <message>
        <source>{n} of {total} scores have a form that is not known.</source>
        <translation>{total} 个得分中有 {n} 个的格式无法识别。</translation>
    </message>
    <message>
        <source>{n} places in the ranking are of texts that were not sent.</source>
        <translation>排序中有 {n} 个位置对应的文本并未发送。</translation>
    </message>
    <message>
        <source>{n} spans have a form that is not known.</source>
        <translation>有 {n} 个片段的格式未知。</translation>
    </message>
    <message>
        <source>{n} × {expected} was taken for {answered}</source>
        <translation>{n} × {expected} 被识别为 {answered}</translation>
    </message>
    <message>
        <source>{n} × {label} was found where there is none</source>
        <translation>{n} × {label} 为误检</translation>
    </message>
    <message>
        <source>{n} × {label} was not found</source>
        <translation>{n} × {label} 未检出</translation>
    </message>
    <message>
        <source>{n} × {what}</source>
        <translation>{n} × {what}</translation>
    </message>
    <message>
        <source>{option} is no option of cURL that Modelpost knows.</source>
        <translation>{option} 不是 Modelpost 支持的 cURL 选项。</translation>
    </message>
    <message>
        <source>{option} was not taken over.</source>
        <translation>未导入 {option}。</translation>
    </message>
    <message>
        <source>{option} {value} is about another address.</source>
        <translation>{option} {value} 针对的是另一个地址。</translation>
    </message>
    <message>
        <source>{option} {value} was not taken over.</source>
        <translation>未采用 {option} {value}。</translation>
    </message>
    <message>
        <source>{path} became shorter while it was sent</source>
        <translation>{path} 在发送过程中变短了</translation>
    </message>
    <message>
        <source>{path} cannot be inserted, because there is a brace in its name.</source>
        <translation>无法插入 {path}，因为其名称中有花括号。</translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation>无法读取 {path}</translation>
    </message>
    <message>
        <source>{path} changed while it was sent</source>
        <translation>{path} 在发送过程中发生了更改</translation>
    </message>
    <message>
        <source>{path} does not hold both a certificate and its key</source>
        <translation>{path} 没有同时包含证书和密钥</translation>
    </message>
    <message>
        <source>{path} holds no labels for these pictures</source>
        <translation>{path} 中没有这些图片的标签</translation>
    </message>
    <message>
        <source>{path} holds no private key</source>
        <translation>{path} 不包含私钥</translation>
    </message>
    <message>
        <source>{path} is a folder</source>
        <translation>{path} 是文件夹</translation>
    </message>
    <message>
        <source>{path} is in no collection, so it has no environments</source>
        <translation>{path} 不在任何集合中，因此没有环境</translation>
    </message>
    <message>
        <source>{path} is no client certificate that can be used</source>
        <translation>{path} 不是可用的客户端证书</translation>
    </message>
    <message>
        <source>{path} is no longer at its place</source>
        <translation>{path} 已不在原处</translation>
    </message>
    <message>
        <source>{path} is not a COCO file</source>
        <translation>{path} 不是 COCO 文件</translation>
    </message>
    <message>
        <source>{path} is not a folder</source>
        <translation>{path} 不是文件夹</translation>
    </message>
    <message>
        <source>{path} is not an ordinary file</source>
        <translation>{path} 不是普通文件</translation>
    </message>
    <message>
        <source>{path} is the journal of another run</source>
        <translation>{path} 是另一次运行的日志</translation>
    </message>
    <message>
        <source>{path} is there already</source>
        <translation>{path} 已存在</translation>
    </message>
    <message>
        <source>{path} leads out of the collection</source>
        <translation>{path} 指向集合之外</translation>
    </message>
    <message>
        <source>{path} needs a passphrase</source>
        <translation>{path} 需要口令</translation>
    </message>
    <message>
        <source>{path} was left out: {reason}.</source>
        <translation>{path} 已略去：{reason}。</translation>
    </message>
    <message>
        <source>{phase} took longer than the limit. A model that has just started can need more time.</source>
        <translation>“{phase}”用时超过了限制。刚启动的模型可能需要更多时间。</translation>
    </message>
    <message>
        <source>{program}: {message}.</source>
        <translation>{program}：{message}。</translation>
    </message>
    <message>
        <source>{reason} Check the address, or skip the proxy for this host.</source>
        <translation>{reason}请检查地址，或对此主机不使用代理。</translation>
    </message>
    <message>
        <source>{reason} Enter them in the proxy settings.</source>
        <translation>{reason}请在代理设置中填写。</translation>
    </message>
    <message>
        <source>{reason}. Add the issuing CA file, or allow this host for testing only.</source>
        <translation>{reason}。请添加颁发者的 CA 文件，或仅为测试目的允许此主机。</translation>
    </message>
    <message>
        <source>{reason}. Attempt {n} of {of} follows in {seconds} s</source>
        <translation>{reason}。{seconds} 秒后进行第 {n} 次尝试，共 {of} 次</translation>
    </message>
    <message>
        <source>{reason}. Check the address, or allow this host for testing only.</source>
        <translation>{reason}。请检查地址，或仅为测试允许此主机。</translation>
    </message>
    <message>
        <source>{right} of {total} right ({share})</source>
        <translation>{total} 个中有 {right} 个正确（{share}）</translation>
    </message>
    <message>
        <source>{scheme} addresses cannot be sent</source>
        <translation>无法向 {scheme} 地址发送请求</translation>
    </message>
    <message>
        <source>{scheme}, inherited from: {place}</source>
        <translation>{scheme}，继承自：{place}</translation>
    </message>
    <message>
        <source>{scheme}, set in this request</source>
        <translation>{scheme}，在此请求中设置</translation>
    </message>
    <message>
        <source>{sent} rows were sent and {back} came back.</source>
        <translation>发送了 {sent} 行，返回了 {back} 行。</translation>
    </message>
    <message>
        <source>{server} gave this answer itself: it could not pass the request on to the model.</source>
        <translation>{server} 自行给出了此应答：它无法将请求转给模型。</translation>
    </message>
    <message>
        <source>{share} sure</source>
        <translation>把握 {share}</translation>
    </message>
    <message>
        <source>{size} bytes of {path}</source>
        <translation>{path}，{size} 字节</translation>
    </message>
    <message>
        <source>{size} bytes received, {ms} ms in all</source>
        <translation>已接收 {size} 字节，总用时 {ms} ms</translation>
    </message>
    <message>
        <source>{size} was sent. Choose a smaller file or ask the service owner for the limit.</source>
        <translation>已发送 {size}。请选择较小的文件，或向服务所有者咨询大小限制。</translation>
    </message>
    <message>
        <source>{status}, code {code}.</source>
        <translation>{status}，错误码 {code}。</translation>
    </message>
    <message>
        <source>{status}.</source>
        <translation>{status}。</translation>
    </message>
    <message>
        <source>{text} would have to be run by a shell. It was taken as it is.</source>
        <translation>{text} 需要由 shell 执行才能得到结果。已原样导入。</translation>
    </message>
    <message>
        <source>{type}, {n} characters</source>
        <translation>{type}，{n} 个字符</translation>
    </message>
    <message>
        <source>{value} has no length</source>
        <translation>{value} 没有长度</translation>
    </message>
    <message>
        <source>{value} is not a number</source>
        <translation>{value} 不是数字</translation>
    </message>
    <message>
        <source>{variable} stands for both {one} and {other}</source>
        <translation>{variable} 同时对应 {one} 和 {other}</translation>
    </message>
    <message>
        <source>{version} with {cipher} ({ms} ms)</source>
        <translation>{version}，加密套件 {cipher}（{ms} ms）</translation>
    </message>
    <message>
        <source>{version} with {cipher}.</source>
        <translation>{version}，{cipher}。</translation>
    </message>
    <message>
        <source>{what}. {remedy}</source>
        <translation>{what}。{remedy}</translation>
    </message>
    <message>
        <source>{what}. {why}</source>
        <translation>{what}。{why}</translation>
    </message>
    <message>
        <source>{where}: Postman has no OAuth 2.0 grant {grant}.</source>
        <translation>{where}：Postman 没有 OAuth 2.0 授权类型 {grant}。</translation>
    </message>
    <message>
        <source>{where}: Postman has no auth of the kind {kind}.</source>
        <translation>{where}：Postman 没有 {kind} 类型的认证。</translation>
    </message>
    <message>
        <source>{where}: Postman has no auth of the kind {kind}; a header with a variable stands for it.</source>
        <translation>{where}：Postman 没有 {kind} 类型的认证；已用带变量的请求头代替。</translation>
    </message>
    <message>
        <source>{where}: Postman has no headers of folders: {name}.</source>
        <translation>{where}：Postman 的文件夹没有请求头：{name}。</translation>
    </message>
    <message>
        <source>{where}: Postman has no place for its {n} assertions.</source>
        <translation>{where}：Postman 没有存放其 {n} 条断言的位置。</translation>
    </message>
    <message>
        <source>{where}: Postman has no place for the setting “{name}”.</source>
        <translation>{where}：Postman 没有设置项“{name}”。</translation>
    </message>
    <message>
        <source>{where}: Postman sets variables from answers by scripts only: {n}.</source>
        <translation>{where}：Postman 只能用脚本从响应设置变量：{n} 个。</translation>
    </message>
    <message>
        <source>{where}: a body of the kind {kind} was left out.</source>
        <translation>{where}：已略去 {kind} 类型的请求体。</translation>
    </message>
    <message>
        <source>{where}: a script for “{event}” was left out.</source>
        <translation>{where}：已略去“{event}”脚本。</translation>
    </message>
    <message>
        <source>{where}: auth of the kind {kind} is kept, but cannot be sent.</source>
        <translation>{where}：已保留 {kind} 类型的认证，但无法发送。</translation>
    </message>
    <message>
        <source>{where}: folders that are more than {n} levels deep were dissolved.</source>
        <translation>{where}：超过 {n} 层的文件夹已合并到上层。</translation>
    </message>
    <message>
        <source>{where}: its GraphQL query became the JSON that is sent for it.</source>
        <translation>{where}：其 GraphQL 查询已转为实际发送的 JSON。</translation>
    </message>
    <message>
        <source>{where}: its OAuth 2.0 token was left out. A new one is fetched.</source>
        <translation>{where}：已略去其 OAuth 2.0 令牌，届时会重新获取。</translation>
    </message>
    <message>
        <source>{where}: its own variables were left out.</source>
        <translation>{where}：已略去其自身的变量。</translation>
    </message>
    <message>
        <source>{where}: its pre-request script is kept as it is, and is not run.</source>
        <translation>{where}：其请求前脚本按原样保留，不会运行。</translation>
    </message>
    <message>
        <source>{where}: its test script is kept as it is, and is not run.</source>
        <translation>{where}：其测试脚本按原样保留，不会运行。</translation>
    </message>
    <message>
        <source>{where}: the OAuth 2.0 grant {grant} is not supported. Choose another.</source>
        <translation>{where}：不支持 OAuth 2.0 授权类型 {grant}。请另选一种。</translation>
    </message>
    <message>
        <source>{where}: the answer “{name}” is in a file, which was left out.</source>
        <translation>{where}：响应“{name}”存于文件中，已略去。</translation>
    </message>
    <message>
        <source>{where}: the content of its file was left out. Choose the file again.</source>
        <translation>{where}：已略去其文件内容。请重新选择文件。</translation>
    </message>
    <message>
        <source>{where}: the setting “{name}” was not taken over.</source>
        <translation>{where}：设置项“{name}”未导入。</translation>
    </message>
    <message>
        <source>{where}: this is no HTTP request, and was left out.</source>
        <translation>{where}：不是 HTTP 请求，已略去。</translation>
    </message>
    <message>
        <source>{where}: “{name}” of its auth was not taken over.</source>
        <translation>{where}：其认证中的“{name}”未导入。</translation>
    </message>
    <message>
        <source>{words}</source>
        <translation>{words}</translation>
    </message>
    <message>
        <source>“{address}” is no address of a proxy</source>
        <translation>“{address}”不是代理地址</translation>
    </message>
    <message>
        <source>“{address}” is not a valid address</source>
        <translation>“{address}”不是有效地址</translation>
    </message>
    <message>
        <source>“{assertion}” could not be checked: {reason}</source>
        <translation>无法检查“{assertion}”：{reason}</translation>
    </message>
    <message>
        <source>“{assertion}” does not hold: it is {actual}</source>
        <translation>“{assertion}”不成立：实际为 {actual}</translation>
    </message>
    <message>
        <source>“{endpoint}” is not the address of an IAM endpoint</source>
        <translation>“{endpoint}”不是 IAM 终端节点的地址</translation>
    </message>
    <message>
        <source>“{field}” is missing</source>
        <translation>缺少“{field}”</translation>
    </message>
    <message>
        <source>“{method}” is not an HTTP method</source>
        <translation>“{method}”不是 HTTP 方法</translation>
    </message>
    <message>
        <source>“{name}” cannot be a name in a .env file.</source>
        <translation>“{name}”不能用作 .env 文件中的名称。</translation>
    </message>
    <message>
        <source>“{name}” is kept with the request once you save it. Secrets are masked.</source>
        <translation>保存请求后，“{name}”会随之保存。机密已遮盖。</translation>
    </message>
    <message>
        <source>“{name}” is no header and was not taken over.</source>
        <translation>“{name}”不是请求头，未导入。</translation>
    </message>
    <message>
        <source>“{name}” is not a valid header name</source>
        <translation>“{name}”不是有效的请求头名称</translation>
    </message>
    <message>
        <source>“{name}” is read from standard input. Choose a file for it.</source>
        <translation>“{name}”从标准输入读取。请为其选择文件。</translation>
    </message>
    <message>
        <source>“{name}” is the text of a file that cannot be named here. Type it.</source>
        <translation>“{name}”是某个文件的文本，此处无法引用该文件。请直接输入。</translation>
    </message>
    <message>
        <source>“{name}” was deleted by another program. Its tab keeps it until you close it.</source>
        <translation>“{name}”已被另一个程序删除。在您关闭之前，其标签页会保留它。</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>“{name}”已删除。</translation>
    </message>
    <message>
        <source>“{operator} {program}” was not taken over.</source>
        <translation>未导入“{operator} {program}”。</translation>
    </message>
    <message>
        <source>“{other}” of the part “{name}” was not taken over.</source>
        <translation>未导入部分“{name}”的“{other}”。</translation>
    </message>
    <message>
        <source>“{text}” is no place to connect to</source>
        <translation>“{text}”不是可以连接的位置</translation>
    </message>
    <message>
        <source>“{url}” is not an address of the web</source>
        <translation>“{url}”不是网址</translation>
    </message>
</context>
<context>
    <name>MessagesPage</name>
    <message>
        <source>Add a message</source>
        <translation>添加消息</translation>
    </message>
    <message>
        <source>After a pause of {seconds}</source>
        <translation>间隔 {seconds} 后</translation>
    </message>
    <message>
        <source>Binary (base64)</source>
        <translation>二进制（base64）</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Connect to send messages.</source>
        <translation>连接后即可发送消息。</translation>
    </message>
    <message>
        <source>Delete this message</source>
        <translation>删除此消息</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>File to send as a message</source>
        <translation>作为消息发送的文件</translation>
    </message>
    <message>
        <source>Kind of message</source>
        <translation>消息类型</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Message in front</source>
        <translation>当前消息</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the message</source>
        <translation>消息名称</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>新消息</translation>
    </message>
    <message>
        <source>Send all in order</source>
        <translation>按顺序全部发送</translation>
    </message>
    <message>
        <source>Send message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
</context>
<context>
    <name>MethodBox</name>
    <message>
        <source>Choose a method</source>
        <translation>选择方法</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
</context>
<context>
    <name>MoveItemsDialog</name>
    <message>
        <source>Another collection gets the files that the requests name, and the secrets that they use.</source>
        <translation>移动到另一个集合时，请求所引用的文件和所使用的密钥会一同带去。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Collection and folder</source>
        <translation>集合和文件夹</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Move to</source>
        <translation>移动到</translation>
    </message>
    <message>
        <source>Move {name}</source>
        <translation>移动 {name}</translation>
    </message>
</context>
<context>
    <name>News</name>
    <message>
        <source>Cancelled after {n} s</source>
        <translation>已在 {n} s 后取消</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无响应</translation>
    </message>
</context>
<context>
    <name>NoticeDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>验证码</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制验证码</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Sign in to go on</source>
        <translation>请登录以继续</translation>
    </message>
    <message>
        <source>The request goes on by itself when you are done.</source>
        <translation>完成后请求会自动继续。</translation>
    </message>
</context>
<context>
    <name>PairRows</name>
    <message>
        <source>Agree</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Time of A</source>
        <translation>A 的时间</translation>
    </message>
    <message>
        <source>Time of B</source>
        <translation>B 的时间</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
</context>
<context>
    <name>PairedBars</name>
    <message>
        <source>Confidence by class</source>
        <translation>各类别置信度</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
</context>
<context>
    <name>PairsTable</name>
    <message>
        <source>Inputs and both answers</source>
        <translation>输入与两个结果</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation>搜索或运行…</translation>
    </message>
    <message>
        <source>↑ ↓ move    Enter open    Ctrl+Enter open and send    &gt; commands    @ environments    # history</source>
        <translation>↑ ↓ 移动    Enter 打开    Ctrl+Enter 打开并发送    &gt; 命令    @ 环境    # 历史记录</translation>
    </message>
</context>
<context>
    <name>PaletteEntries</name>
    <message>
        <source>Environment</source>
        <translation>环境</translation>
    </message>
</context>
<context>
    <name>PartDialog</name>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>As the whole body ({way})</source>
        <translation>与整个请求体相同（{way}）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Content type</source>
        <translation>内容类型</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Each file goes by its own name</source>
        <translation>每个文件使用自己的名称</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Files of this part</source>
        <translation>此部分的文件</translation>
    </message>
    <message>
        <source>Headers of this part</source>
        <translation>此部分的标头</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>None, since it is text</source>
        <translation>无，因为它是文本</translation>
    </message>
    <message>
        <source>Other letters in file names</source>
        <translation>文件名中的非 ASCII 字符</translation>
    </message>
    <message>
        <source>Part “{name}”</source>
        <translation>部分“{name}”</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>PickFields</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>框</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Every row of a list</source>
        <translation>列表的每一行</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>No field is filled in yet.</source>
        <translation>还没有填写字段。</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Pick the fields</source>
        <translation>选择字段</translation>
    </message>
    <message>
        <source>Put the cursor into a field, then choose a value in the answer.</source>
        <translation>将光标放入一个字段，然后在响应中选择一个值。</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>分数</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The fields lead to nothing yet.</source>
        <translation>这些字段还没有指向任何内容。</translation>
    </message>
    <message>
        <source>Use these fields</source>
        <translation>使用这些字段</translation>
    </message>
    <message>
        <source>{n} boxes: {names}</source>
        <translation>{n} 个框：{names}</translation>
    </message>
    <message>
        <source>{n} classes: {names}</source>
        <translation>{n} 个类别：{names}</translation>
    </message>
</context>
<context>
    <name>PicturePage</name>
    <message>
        <source>Show the picture in its own size (1)</source>
        <translation>按原始大小显示图片（1）</translation>
    </message>
    <message>
        <source>Show the whole picture (0)</source>
        <translation>显示整张图片（0）</translation>
    </message>
    <message>
        <source>Space lets it go on</source>
        <translation>按空格键继续</translation>
    </message>
    <message>
        <source>Space stops it</source>
        <translation>按空格键停止</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Picture, {width} by {height} pixels</source>
        <translation>图片，{width} × {height} 像素</translation>
    </message>
</context>
<context>
    <name>PicturesView</name>
    <message>
        <source>Pictures of the answer</source>
        <translation>回答中的图片</translation>
    </message>
    <message>
        <source>{n} pictures</source>
        <translation>{n} 张图片</translation>
    </message>
</context>
<context>
    <name>PlaceSection</name>
    <message>
        <source>Where to connect</source>
        <translation>连接位置</translation>
    </message>
</context>
<context>
    <name>PreviewPage</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Everything is taken over</source>
        <translation>全部内容都会导入</translation>
    </message>
    <message>
        <source>Files get a reference in their place. Without a tick the value is dropped.</source>
        <translation>文件中只写入引用。未勾选的值将被丢弃。</translation>
    </message>
    <message>
        <source>Folder of the new collection</source>
        <translation>新集合的文件夹</translation>
    </message>
    <message>
        <source>Into {name}</source>
        <translation>导入到 {name}</translation>
    </message>
    <message>
        <source>New collection</source>
        <translation>新建集合</translation>
    </message>
    <message>
        <source>Open in tabs</source>
        <translation>在标签页中打开</translation>
    </message>
    <message>
        <source>Secrets for the keyring</source>
        <translation>存入密钥环的机密</translation>
    </message>
    <message>
        <source>What is not taken over</source>
        <translation>未导入的内容</translation>
    </message>
    <message>
        <source>What is not taken over as it is ({n})</source>
        <translation>未能原样导入的内容（{n}）</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>导入到</translation>
    </message>
    <message>
        <source>{format} – requests: {requests}, folders: {folders}, environments: {environments}</source>
        <translation>{format} – 请求：{requests}，文件夹：{folders}，环境：{environments}</translation>
    </message>
</context>
<context>
    <name>ProgressBar</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>ProxySection</name>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>The way that this request takes</source>
        <translation>此请求所走的路径</translation>
    </message>
</context>
<context>
    <name>QuestionDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>It is used for this request and kept nowhere.</source>
        <translation>仅用于此请求，不会保存在任何地方。</translation>
    </message>
    <message>
        <source>The request needs your answer</source>
        <translation>请求需要您的回答</translation>
    </message>
</context>
<context>
    <name>RawEditor</name>
    <message>
        <source>Add comma</source>
        <translation>添加逗号</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {reason}</source>
        <translation>第 {line} 行，第 {column} 列：{reason}</translation>
    </message>
    <message>
        <source>Ln {line}, Col {column}</source>
        <translation>行 {line}，列 {column}</translation>
    </message>
    <message>
        <source>Raw body</source>
        <translation>原始请求体</translation>
    </message>
    <message>
        <source>Valid JSON</source>
        <translation>JSON 有效</translation>
    </message>
    <message>
        <source>Valid JSON, comments are not sent</source>
        <translation>有效的 JSON，注释不会发送</translation>
    </message>
</context>
<context>
    <name>RedirectsSection</name>
    <message>
        <source>Follow redirects</source>
        <translation>跟随重定向</translation>
    </message>
    <message>
        <source>From https to http</source>
        <translation>从 https 到 http</translation>
    </message>
    <message>
        <source>Inherited: {value}</source>
        <translation>继承：{value}</translation>
    </message>
    <message>
        <source>Most redirects</source>
        <translation>最大重定向次数</translation>
    </message>
    <message>
        <source>Redirects</source>
        <translation>重定向</translation>
    </message>
    <message>
        <source>What follows could be read on the way.</source>
        <translation>之后的内容可能在途中被读取。</translation>
    </message>
</context>
<context>
    <name>ReplayBar</name>
    <message>
        <source>After each answer</source>
        <translation>每次应答之后</translation>
    </message>
    <message>
        <source>As recorded</source>
        <translation>按录制间隔</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>立即发送</translation>
    </message>
    <message>
        <source>Broken off: {n} of {total} sent</source>
        <translation>已中断：已发送 {n}/{total}</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>How the messages follow one another</source>
        <translation>消息的发送节奏</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped: {n} of {total} sent</source>
        <translation>已停止：已发送 {n}/{total}</translation>
    </message>
    <message>
        <source>{n} of {total} sent</source>
        <translation>已发送 {n}/{total}</translation>
    </message>
    <message>
        <source>{n} of {total} sent, waiting for an answer</source>
        <translation>已发送 {n}/{total}，正在等待应答</translation>
    </message>
</context>
<context>
    <name>Replayer</name>
    <message>
        <source>Message {n}</source>
        <translation>消息 {n}</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
</context>
<context>
    <name>RequestCommands</name>
    <message>
        <source>Choose a file of labels</source>
        <translation>选择标签文件</translation>
    </message>
    <message>
        <source>Choose the config.json of a model</source>
        <translation>选择模型的 config.json</translation>
    </message>
    <message>
        <source>The cURL command was copied, with the token in it.</source>
        <translation>已复制 cURL 命令，其中包含令牌。</translation>
    </message>
    <message>
        <source>The cURL command was copied, without the token.</source>
        <translation>已复制 cURL 命令，其中不含令牌。</translation>
    </message>
</context>
<context>
    <name>RequestLine</name>
    <message>
        <source>Certificates are not checked for this request.</source>
        <translation>此请求不检查证书。</translation>
    </message>
    <message>
        <source>Enter a URL, or paste a cURL command</source>
        <translation>输入 URL，或粘贴 cURL 命令</translation>
    </message>
    <message>
        <source>TLS not verified</source>
        <translation>TLS 未验证</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
</context>
<context>
    <name>RequestPane</name>
    <message>
        <source>After</source>
        <translation>响应后</translation>
    </message>
    <message>
        <source>Assertions</source>
        <translation>断言</translation>
    </message>
    <message>
        <source>Auth</source>
        <translation>认证</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>请求体</translation>
    </message>
    <message>
        <source>Docs</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Parts of the request</source>
        <translation>请求的组成部分</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>The token has expired</source>
        <translation>令牌已过期</translation>
    </message>
    <message>
        <source>The token is valid for another {time}</source>
        <translation>令牌还有 {time} 有效</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
</context>
<context>
    <name>RequestTab</name>
    <message>
        <source>New request</source>
        <translation>新建请求</translation>
    </message>
    <message>
        <source>This request</source>
        <translation>此请求</translation>
    </message>
</context>
<context>
    <name>RequestTabs</name>
    <message>
        <source>Open requests</source>
        <translation>打开的请求</translation>
    </message>
    <message>
        <source>unsaved</source>
        <translation>未保存</translation>
    </message>
</context>
<context>
    <name>ResponseHead</name>
    <message>
        <source>Copy response</source>
        <translation>复制响应</translation>
    </message>
    <message>
        <source>Filter with a JSONPath</source>
        <translation>用 JSONPath 筛选</translation>
    </message>
    <message>
        <source>Find in the response</source>
        <translation>在响应中查找</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发送</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未验证</translation>
    </message>
    <message>
        <source>Response beside or below the request</source>
        <translation>响应显示在请求右侧或下方</translation>
    </message>
    <message>
        <source>Save response to a file</source>
        <translation>将响应保存到文件</translation>
    </message>
    <message>
        <source>Saved answers</source>
        <translation>已保存的应答</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>正在发送…</translation>
    </message>
    <message>
        <source>The server's certificate was not checked.</source>
        <translation>未检查服务器的证书。</translation>
    </message>
    <message>
        <source>Wrap lines, charset, other programs</source>
        <translation>自动换行、字符集、其他程序</translation>
    </message>
    <message>
        <source>{met} of {n} assertions hold</source>
        <translation>{n} 条断言中有 {met} 条成立</translation>
    </message>
</context>
<context>
    <name>ResponsePane</name>
    <message>
        <source>Changes</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Cookies</source>
        <translation>Cookie</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>响应头</translation>
    </message>
    <message>
        <source>Progress of the request</source>
        <translation>请求进度</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>Response views</source>
        <translation>响应视图</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
</context>
<context>
    <name>ResponseViews</name>
    <message>
        <source>In a text of more than 8 MB the place of a value is not looked for.</source>
        <translation>文本超过 8 MB 时，不查找值所在的位置。</translation>
    </message>
    <message>
        <source>No body</source>
        <translation>没有正文</translation>
    </message>
    <message>
        <source>No response yet</source>
        <translation>尚无响应</translation>
    </message>
    <message>
        <source>Open in another program…</source>
        <translation>用其他程序打开…</translation>
    </message>
    <message>
        <source>Press Ctrl+Enter to send. The answer appears here.</source>
        <translation>按 Ctrl+Enter 发送。回答将显示在这里。</translation>
    </message>
    <message>
        <source>Preview of the table</source>
        <translation>表格预览</translation>
    </message>
    <message>
        <source>Response body</source>
        <translation>响应体</translation>
    </message>
    <message>
        <source>The answer has no body.</source>
        <translation>回答没有正文。</translation>
    </message>
    <message>
        <source>The value does not stand in the text that is shown.</source>
        <translation>所显示的文本中没有该值。</translation>
    </message>
</context>
<context>
    <name>RestoredNotice</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>RetryNotice</name>
    <message>
        <source>Attempt {n} of {of}</source>
        <translation>第 {n} 次尝试，共 {of} 次</translation>
    </message>
    <message>
        <source>Attempt {n} of {of} in {seconds} s</source>
        <translation>{seconds} 秒后进行第 {n} 次尝试，共 {of} 次</translation>
    </message>
</context>
<context>
    <name>RetrySection</name>
    <message>
        <source>0 sends once. With more, a POST may be carried out twice.</source>
        <translation>0 表示只发送一次。更多时，POST 可能被执行两次。</translation>
    </message>
    <message>
        <source>After no answer</source>
        <translation>没有应答时</translation>
    </message>
    <message>
        <source>After these statuses</source>
        <translation>遇到这些状态码时</translation>
    </message>
    <message>
        <source>Each later one is twice as long. What the service asks for in Retry-After goes before.</source>
        <translation>之后每次加倍。服务在 Retry-After 中要求的时间优先。</translation>
    </message>
    <message>
        <source>First wait in seconds</source>
        <translation>首次等待（秒）</translation>
    </message>
    <message>
        <source>Further attempts</source>
        <translation>重试次数</translation>
    </message>
    <message>
        <source>Inherited: {value}</source>
        <translation>继承：{value}</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>RowDelegate</name>
    <message>
        <source>Match</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>Mismatch</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无响应</translation>
    </message>
</context>
<context>
    <name>RowModel</name>
    <message>
        <source>Menu of the row</source>
        <translation>此行的菜单</translation>
    </message>
    <message>
        <source>New row</source>
        <translation>新行</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>使用</translation>
    </message>
</context>
<context>
    <name>RowTable</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
</context>
<context>
    <name>SampleStrip</name>
    <message>
        <source>Next sample</source>
        <translation>下一个样例</translation>
    </message>
    <message>
        <source>Previous sample</source>
        <translation>上一个样例</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样例</translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation>第 {n} 个，共 {total} 个</translation>
    </message>
</context>
<context>
    <name>SaveRequestDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Collection and folder</source>
        <translation>集合和文件夹</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Save request</source>
        <translation>保存请求</translation>
    </message>
</context>
<context>
    <name>ScriptsPage</name>
    <message>
        <source>After the response</source>
        <translation>响应之后</translation>
    </message>
    <message>
        <source>Before the request</source>
        <translation>请求之前</translation>
    </message>
    <message>
        <source>Kept in the file as they are, not run. Assertions say what must be true without a script.</source>
        <translation>按原样保存在文件中，不会运行。无需脚本，用断言即可说明必须满足的条件。</translation>
    </message>
    <message>
        <source>Scripts</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>测试</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或运行命令</translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation>搜索或运行…</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Keep in keyring</source>
        <translation>存入系统密钥环</translation>
    </message>
    <message>
        <source>Reveal for 10 seconds</source>
        <translation>显示 10 秒</translation>
    </message>
    <message>
        <source>Saved in keyring</source>
        <translation>已存入系统密钥环</translation>
    </message>
</context>
<context>
    <name>SecretsDialog</name>
    <message>
        <source>1 request</source>
        <translation>1 个请求</translation>
    </message>
    <message>
        <source>Attach to…</source>
        <translation>关联到…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete all</source>
        <translation>全部删除</translation>
    </message>
    <message>
        <source>Delete all…</source>
        <translation>全部删除…</translation>
    </message>
    <message>
        <source>Delete every secret that Modelpost keeps?</source>
        <translation>要删除 Modelpost 保存的所有机密吗？</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Kept in: {backend}</source>
        <translation>保存位置：{backend}</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>上次读取</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>New value of {name}</source>
        <translation>{name} 的新值</translation>
    </message>
    <message>
        <source>No secrets</source>
        <translation>没有机密</translation>
    </message>
    <message>
        <source>No system keyring was found. Tokens stay in memory and are forgotten when Modelpost closes.</source>
        <translation>未找到系统密钥环。令牌仅保留在内存中，Modelpost 关闭后即被清除。</translation>
    </message>
    <message>
        <source>No value</source>
        <translation>没有值</translation>
    </message>
    <message>
        <source>Nothing: attach it</source>
        <translation>无：请关联</translation>
    </message>
    <message>
        <source>Replace a secret</source>
        <translation>更换机密</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>更换…</translation>
    </message>
    <message>
        <source>Requests that need them cannot be sent until they are entered again.</source>
        <translation>在重新输入之前，需要它们的请求将无法发送。</translation>
    </message>
    <message>
        <source>Reveal for 10 seconds</source>
        <translation>显示 10 秒</translation>
    </message>
    <message>
        <source>Revealed value</source>
        <translation>显示的值</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>Secrets in the keyring</source>
        <translation>密钥环中的机密</translation>
    </message>
    <message>
        <source>Tokens and passwords that you keep are listed here, by name.</source>
        <translation>您保存的令牌和密码按名称列在这里。</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>使用者</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>{count} requests</source>
        <translation>{count} 个请求</translation>
    </message>
</context>
<context>
    <name>SecretsQuestion</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Keep in keyring and save</source>
        <translation>存入系统密钥环并保存</translation>
    </message>
    <message>
        <source>Keep it in the keyring and save a reference to it?</source>
        <translation>是否将其存入系统密钥环，并在文件中保存对它的引用？</translation>
    </message>
    <message>
        <source>Save request</source>
        <translation>保存请求</translation>
    </message>
    <message>
        <source>This request holds a credential that must not be written to a file.</source>
        <translation>此请求包含不得写入文件的凭据。</translation>
    </message>
</context>
<context>
    <name>SendButton</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>More ways to send</source>
        <translation>更多发送方式</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>ServiceCard</name>
    <message>
        <source>Sample service running</source>
        <translation>示例服务正在运行</translation>
    </message>
    <message>
        <source>Sample service starting…</source>
        <translation>正在启动示例服务…</translation>
    </message>
    <message>
        <source>Sample service stopped</source>
        <translation>示例服务已停止</translation>
    </message>
    <message>
        <source>Start the sample model service</source>
        <translation>启动示例模型服务</translation>
    </message>
    <message>
        <source>Stop the sample model service</source>
        <translation>停止示例模型服务</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Changes are in force at once.</source>
        <translation>更改立即生效。</translation>
    </message>
    <message>
        <source>Choose CA files in PEM form</source>
        <translation>选择 PEM 格式的 CA 文件</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Connecting, at most</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Keep answers up to</source>
        <translation>保留响应，最多</translation>
    </message>
    <message>
        <source>Keep the history for</source>
        <translation>历史记录保留时间</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Of the environment variables only</source>
        <translation>仅来自环境变量</translation>
    </message>
    <message>
        <source>Of the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Proxy for http</source>
        <translation>http 代理</translation>
    </message>
    <message>
        <source>Proxy for https</source>
        <translation>https 代理</translation>
    </message>
    <message>
        <source>Redirects to follow</source>
        <translation>最大重定向次数</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Restore all shortcuts</source>
        <translation>恢复所有默认快捷键</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Show the welcome page when no tab is open</source>
        <translation>没有打开的标签页时显示欢迎页</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Text size in percent</source>
        <translation>文字大小（百分比）</translation>
    </message>
    <message>
        <source>The whole exchange, at most</source>
        <translation>总超时</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Trusted CA files</source>
        <translation>受信任的 CA 文件</translation>
    </message>
    <message>
        <source>Waiting for the server, at most</source>
        <translation>等待服务器超时</translation>
    </message>
    <message>
        <source>Without proxy</source>
        <translation>绕过代理</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>{key} already belongs to “{command}”.</source>
        <translation>{key} 已分配给“{command}”。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings of this request</source>
        <translation>此请求的设置</translation>
    </message>
</context>
<context>
    <name>SideBySideDialog</name>
    <message>
        <source>Both answers say the same.</source>
        <translation>两个响应的内容相同。</translation>
    </message>
    <message>
        <source>Compare the answers</source>
        <translation>对比响应</translation>
    </message>
    <message>
        <source>Newer answer</source>
        <translation>较新的响应</translation>
    </message>
    <message>
        <source>Next difference</source>
        <translation>下一处差异</translation>
    </message>
    <message>
        <source>Older answer</source>
        <translation>较早的响应</translation>
    </message>
    <message>
        <source>One line differs.</source>
        <translation>有 1 行不同。</translation>
    </message>
    <message>
        <source>Previous difference</source>
        <translation>上一处差异</translation>
    </message>
    <message>
        <source>{n} lines differ.</source>
        <translation>有 {n} 行不同。</translation>
    </message>
</context>
<context>
    <name>SideCard</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Choose a request…</source>
        <translation>选择请求…</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Environment in force</source>
        <translation>当前环境</translation>
    </message>
    <message>
        <source>Environment of {side}</source>
        <translation>{side} 的环境</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>Part that takes the file of {side}</source>
        <translation>接收 {side} 侧文件的部分</translation>
    </message>
    <message>
        <source>Request {side}</source>
        <translation>请求 {side}</translation>
    </message>
    <message>
        <source>Send as {name}</source>
        <translation>作为 {name} 发送</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Collections</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>环境</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter requests</source>
        <translation>筛选请求</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation>新建集合…</translation>
    </message>
    <message>
        <source>New tab</source>
        <translation>新建标签页</translation>
    </message>
    <message>
        <source>New tab or collection</source>
        <translation>新建标签页或集合</translation>
    </message>
    <message>
        <source>No collections yet</source>
        <translation>暂无集合</translation>
    </message>
    <message>
        <source>No matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>Nothing matches “{words}”.</source>
        <translation>没有与“{words}”匹配的内容。</translation>
    </message>
    <message>
        <source>Open a collection…</source>
        <translation>打开集合…</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Parts of the sidebar</source>
        <translation>侧边栏的部分</translation>
    </message>
    <message>
        <source>Save a request and it appears here. You can also open one.</source>
        <translation>保存的请求会显示在此处，也可以打开已有集合。</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>侧边栏</translation>
    </message>
    <message>
        <source>Trash…</source>
        <translation>回收站…</translation>
    </message>
</context>
<context>
    <name>SourcePage</name>
    <message>
        <source>A collection and its environments can be dropped together.</source>
        <translation>集合与其环境可以一起拖入。</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Drop files here</source>
        <translation>将文件拖放到此处</translation>
    </message>
    <message>
        <source>Paste a Postman collection or environment, or a cURL command…</source>
        <translation>粘贴 Postman 集合、环境或 cURL 命令…</translation>
    </message>
    <message>
        <source>Paste here</source>
        <translation>粘贴到此处</translation>
    </message>
</context>
<context>
    <name>SpokenAnswer</name>
    <message>
        <source>Answer of the model</source>
        <translation>模型的回答</translation>
    </message>
</context>
<context>
    <name>SpokenText</name>
    <message>
        <source>Line {line} of {lines}</source>
        <translation>第 {line} 行，共 {lines} 行</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Ask</source>
        <translation>提问</translation>
    </message>
    <message>
        <source>Ask something…</source>
        <translation>问点什么…</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>您的消息</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Attempt {n} of {of}</source>
        <translation>第 {n} 次尝试，共 {of} 次</translation>
    </message>
    <message>
        <source>Keyring: not used yet</source>
        <translation>系统密钥环：尚未使用</translation>
    </message>
    <message>
        <source>Keyring: {name} ({count})</source>
        <translation>系统密钥环：{name}（{count}）</translation>
    </message>
    <message>
        <source>No system keyring was found: tokens stay in memory</source>
        <translation>未找到系统密钥环：令牌仅保留在内存中</translation>
    </message>
    <message>
        <source>Received {size}</source>
        <translation>已接收 {size}</translation>
    </message>
    <message>
        <source>Secrets kept there: {count}</source>
        <translation>其中保存的机密数：{count}</translation>
    </message>
    <message>
        <source>Secrets…</source>
        <translation>机密…</translation>
    </message>
    <message>
        <source>Sent {size} of {total}</source>
        <translation>已发送 {size} / {total}</translation>
    </message>
</context>
<context>
    <name>StreamList</name>
    <message>
        <source>Data of the event</source>
        <translation>事件的数据</translation>
    </message>
</context>
<context>
    <name>StreamModel</name>
    <message>
        <source>Binary</source>
        <translation>二进制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>Pong</source>
        <translation>Pong</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
</context>
<context>
    <name>StreamPage</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Events of the stream</source>
        <translation>流中的事件</translation>
    </message>
    <message>
        <source>First event</source>
        <translation>首个事件</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首个词元</translation>
    </message>
    <message>
        <source>JSON lines</source>
        <translation>JSON 行</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Reconnect</source>
        <translation>重新连接</translation>
    </message>
    <message>
        <source>SSE</source>
        <translation>SSE</translation>
    </message>
    <message>
        <source>Send again with Last-Event-ID: {id}</source>
        <translation>带上 Last-Event-ID: {id} 再次发送</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Text in pieces</source>
        <translation>分段文本</translation>
    </message>
    <message>
        <source>The last {n} are listed, all are in Raw.</source>
        <translation>此处列出最后 {n} 条，全部内容见“原始”。</translation>
    </message>
    <message>
        <source>The server asks to wait {time} before that.</source>
        <translation>服务器要求先等待 {time}。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>WebSocket</source>
        <translation>WebSocket</translation>
    </message>
    <message>
        <source>What is shown of the stream</source>
        <translation>显示流的哪一部分</translation>
    </message>
    <message>
        <source>{n} per second</source>
        <translation>每秒 {n} 个</translation>
    </message>
    <message>
        <source>{n} tokens/s</source>
        <translation>{n} 词元/秒</translation>
    </message>
</context>
<context>
    <name>Strips</name>
    <message>
        <source>Response times of both</source>
        <translation>两者的响应时间</translation>
    </message>
</context>
<context>
    <name>Switch</name>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
</context>
<context>
    <name>TableMeaning</name>
    <message>
        <source>Predictions by class</source>
        <translation>各类别的预测</translation>
    </message>
    <message>
        <source>Rows: {n}</source>
        <translation>行数：{n}</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>The columns that were sent come first; those of the answer are set in bold.</source>
        <translation>发送的列在前；回答的列以粗体显示。</translation>
    </message>
</context>
<context>
    <name>Tables</name>
    <message>
        <source>Content-Type</source>
        <translation>Content-Type</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>期望值</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表达式</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>密钥环</translation>
    </message>
    <message>
        <source>Last value</source>
        <translation>上次的值</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>运算符</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Valid in</source>
        <translation>适用范围</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>What</source>
        <translation>对象</translation>
    </message>
</context>
<context>
    <name>TakingAway</name>
    <message>
        <source>Copy as CSV</source>
        <translation>复制为 CSV</translation>
    </message>
    <message>
        <source>Copy laid out</source>
        <translation>复制排版后的内容</translation>
    </message>
    <message>
        <source>Open in another program…</source>
        <translation>用其他程序打开…</translation>
    </message>
    <message>
        <source>Save as received ({coding})…</source>
        <translation>按接收时的原样保存（{coding}）…</translation>
    </message>
    <message>
        <source>Save response</source>
        <translation>保存响应</translation>
    </message>
    <message>
        <source>Save response as received</source>
        <translation>按接收时的原样保存响应</translation>
    </message>
    <message>
        <source>Save response…</source>
        <translation>保存响应…</translation>
    </message>
    <message>
        <source>Save the response to open it</source>
        <translation>保存响应以便打开</translation>
    </message>
    <message>
        <source>The response was copied.</source>
        <translation>已复制响应。</translation>
    </message>
</context>
<context>
    <name>TextMenu</name>
    <message>
        <source>As found: {charset}</source>
        <translation>按检测结果：{charset}</translation>
    </message>
    <message>
        <source>Charset</source>
        <translation>字符集</translation>
    </message>
    <message>
        <source>Wrap lines</source>
        <translation>自动换行</translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>This is too large for the clipboard. Save it to a file instead, or select less.</source>
        <translation>内容过大，无法放入剪贴板。请改为保存到文件，或减少选择。</translation>
    </message>
</context>
<context>
    <name>TimeButton</name>
    <message>
        <source>Show how long each phase took</source>
        <translation>显示各阶段的耗时</translation>
    </message>
    <message>
        <source>Time {time}, show the phases</source>
        <translation>耗时 {time}，显示各阶段</translation>
    </message>
</context>
<context>
    <name>TimelinePage</name>
    <message>
        <source>Bytes on the wire</source>
        <translation>线路上的字节</translation>
    </message>
    <message>
        <source>Copy timeline</source>
        <translation>复制时间线</translation>
    </message>
    <message>
        <source>Parts of the timeline</source>
        <translation>时间线的各部分</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>已接收</translation>
    </message>
    <message>
        <source>Save timeline</source>
        <translation>保存时间线</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发送</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>The timeline was copied.</source>
        <translation>已复制时间线。</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
</context>
<context>
    <name>TimingPopover</name>
    <message>
        <source>Before it: {time} to prepare the request and to read certificates</source>
        <translation>此前：准备请求和读取证书用时 {time}</translation>
    </message>
    <message>
        <source>Copy as table</source>
        <translation>复制为表格</translation>
    </message>
    <message>
        <source>New connection</source>
        <translation>新连接</translation>
    </message>
    <message>
        <source>Open Timeline</source>
        <translation>打开时间线</translation>
    </message>
    <message>
        <source>Open connection used again</source>
        <translation>复用已打开的连接</translation>
    </message>
    <message>
        <source>Received: {head} of headers, {body} of body</source>
        <translation>接收：响应头 {head}，响应体 {body}</translation>
    </message>
    <message>
        <source>Requests of this exchange</source>
        <translation>本次交互的各请求</translation>
    </message>
    <message>
        <source>Sent: {head} of headers, {body} of body</source>
        <translation>发送：请求头 {head}，请求体 {body}</translation>
    </message>
    <message>
        <source>The timing was copied as a table.</source>
        <translation>已将各阶段耗时复制为表格。</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>耗时</translation>
    </message>
</context>
<context>
    <name>TimingSection</name>
    <message>
        <source>Connecting</source>
        <translation>建立连接</translation>
    </message>
    <message>
        <source>Each wait</source>
        <translation>每次等待</translation>
    </message>
    <message>
        <source>For the next byte, sent or received.</source>
        <translation>等待发送或接收下一个字节的时间。</translation>
    </message>
    <message>
        <source>Inherited: no limit</source>
        <translation>继承：不限</translation>
    </message>
    <message>
        <source>Inherited: {n} s</source>
        <translation>继承：{n} 秒</translation>
    </message>
    <message>
        <source>Name, connection, proxy and TLS together.</source>
        <translation>域名解析、连接、代理和 TLS 合计。</translation>
    </message>
    <message>
        <source>The whole</source>
        <translation>总时间</translation>
    </message>
    <message>
        <source>Time limits in seconds</source>
        <translation>时间限制（秒）</translation>
    </message>
    <message>
        <source>With redirects and retries. 0 means no limit.</source>
        <translation>包括重定向和重试。0 表示不限。</translation>
    </message>
</context>
<context>
    <name>TlsSection</name>
    <message>
        <source>Certificates and TLS</source>
        <translation>证书与 TLS</translation>
    </message>
    <message>
        <source>Certificates are not checked for this request: anyone on the way could read and change it.</source>
        <translation>此请求不检查证书：途中的任何人都可能读取或篡改它。</translation>
    </message>
</context>
<context>
    <name>TokenCard</name>
    <message>
        <source>A token is there</source>
        <translation>已有令牌</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Fetch token now</source>
        <translation>立即获取令牌</translation>
    </message>
    <message>
        <source>Fetching a token…</source>
        <translation>正在获取令牌…</translation>
    </message>
    <message>
        <source>Forget token</source>
        <translation>删除令牌</translation>
    </message>
    <message>
        <source>In memory only</source>
        <translation>仅在内存中</translation>
    </message>
    <message>
        <source>Issued {time}</source>
        <translation>签发于 {time}</translation>
    </message>
    <message>
        <source>Issued {time}, valid for {span}</source>
        <translation>签发于 {time}，有效期 {span}</translation>
    </message>
    <message>
        <source>It is fetched when the request is sent.</source>
        <translation>发送请求时会自动获取。</translation>
    </message>
    <message>
        <source>No token yet</source>
        <translation>尚无令牌</translation>
    </message>
    <message>
        <source>Renew token</source>
        <translation>更新令牌</translation>
    </message>
    <message>
        <source>Saved in keyring</source>
        <translation>已存入系统密钥环</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Token expired {time} ago</source>
        <translation>令牌已于 {time} 前过期</translation>
    </message>
    <message>
        <source>Valid for {time}</source>
        <translation>有效期还有 {time}</translation>
    </message>
</context>
<context>
    <name>TrashDialog</name>
    <message>
        <source>1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>Collection</source>
        <translation>集合</translation>
    </message>
    <message>
        <source>Delete everything in the trash for good?</source>
        <translation>要永久删除回收站中的所有内容吗？</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>永久删除…</translation>
    </message>
    <message>
        <source>Delete one item for good?</source>
        <translation>要永久删除这一项吗？</translation>
    </message>
    <message>
        <source>Delete {n} items for good?</source>
        <translation>要永久删除这 {n} 项吗？</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>删除时间</translation>
    </message>
    <message>
        <source>Deleted items</source>
        <translation>已删除的项目</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>Empty the trash…</source>
        <translation>清空回收站…</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>It does not come back.</source>
        <translation>删除后无法恢复。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Kept for</source>
        <translation>剩余保留时间</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>放回原处</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>回收站为空</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>What you delete from collections comes here first.</source>
        <translation>从集合中删除的内容会先放到这里。</translation>
    </message>
    <message>
        <source>What you delete from collections is kept here for {days} days, then it is gone.</source>
        <translation>从集合中删除的内容会在这里保留 {days} 天，之后彻底消失。</translation>
    </message>
    <message>
        <source>{name} and {n} more</source>
        <translation>{name} 等（另有 {n} 项）</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} 天</translation>
    </message>
</context>
<context>
    <name>TreePage</name>
    <message>
        <source>Array as a table</source>
        <translation>以表格显示的数组</translation>
    </message>
    <message>
        <source>Back to the tree</source>
        <translation>返回树</translation>
    </message>
    <message>
        <source>Copy JSONPath</source>
        <translation>复制 JSONPath</translation>
    </message>
    <message>
        <source>Copy path for JavaScript</source>
        <translation>复制 JavaScript 路径</translation>
    </message>
    <message>
        <source>Copy path for Python</source>
        <translation>复制 Python 路径</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>复制值</translation>
    </message>
    <message>
        <source>Find a name or a value</source>
        <translation>查找名称或值</translation>
    </message>
    <message>
        <source>Find in the tree</source>
        <translation>在树中查找</translation>
    </message>
    <message>
        <source>Listing…</source>
        <translation>正在列出…</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Response as a tree</source>
        <translation>响应的树形视图</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Show the array as a table</source>
        <translation>以表格显示数组</translation>
    </message>
    <message>
        <source>The path was copied.</source>
        <translation>路径已复制。</translation>
    </message>
    <message>
        <source>The value is still being read.</source>
        <translation>该值仍在读取中。</translation>
    </message>
    <message>
        <source>The value is too large for the clipboard.</source>
        <translation>该值太大，无法放入剪贴板。</translation>
    </message>
    <message>
        <source>The value was copied.</source>
        <translation>值已复制。</translation>
    </message>
    <message>
        <source>The whole value</source>
        <translation>完整的值</translation>
    </message>
    <message>
        <source>Unfold all below</source>
        <translation>展开下面全部</translation>
    </message>
</context>
<context>
    <name>UrlPage</name>
    <message>
        <source>Address as it will be sent</source>
        <translation>实际发送的地址</translation>
    </message>
    <message>
        <source>Address in parts</source>
        <translation>地址的各部分</translation>
    </message>
    <message>
        <source>Known once everything it needs has a value.</source>
        <translation>所需内容都有值后才能确定。</translation>
    </message>
    <message>
        <source>Path variables</source>
        <translation>路径变量</translation>
    </message>
    <message>
        <source>Query parameters</source>
        <translation>查询参数</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
</context>
<context>
    <name>VariableCard</name>
    <message>
        <source>Define it</source>
        <translation>定义</translation>
    </message>
    <message>
        <source>From {source}.</source>
        <translation>来自 {source}。</translation>
    </message>
    <message>
        <source>From {source}. It is changed there.</source>
        <translation>来自 {source}，请在那里更改。</translation>
    </message>
    <message>
        <source>It has no value here.</source>
        <translation>它在此处没有值。</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>保存于</translation>
    </message>
    <message>
        <source>No value</source>
        <translation>没有值</translation>
    </message>
    <message>
        <source>Reveal for 10 seconds</source>
        <translation>显示 10 秒</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Secret</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Variable {name}</source>
        <translation>变量 {name}</translation>
    </message>
</context>
<context>
    <name>VariableCommands</name>
    <message>
        <source>The environment {name} was deleted.</source>
        <translation>环境 {name} 已删除。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>VariableLine</name>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
</context>
<context>
    <name>VariableText</name>
    <message>
        <source>Ctrl+click or Ctrl+I to change it</source>
        <translation>按 Ctrl+单击或 Ctrl+I 更改</translation>
    </message>
    <message>
        <source>{{name}} has no value</source>
        <translation>{{name}} 没有值</translation>
    </message>
</context>
<context>
    <name>Variables</name>
    <message>
        <source>Made up anew at each sending</source>
        <translation>每次发送时重新生成</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>median {a} to {b}</source>
        <translation>中位数 {a} 与 {b}</translation>
    </message>
    <message>
        <source>{a} to {b}</source>
        <translation>{a} 与 {b}</translation>
    </message>
    <message>
        <source>{n} of {total} pairs answered</source>
        <translation>{total} 对中 {n} 对有响应</translation>
    </message>
</context>
<context>
    <name>WaterfallChart</name>
    <message>
        <source>Phases of the request</source>
        <translation>请求的各阶段</translation>
    </message>
    <message>
        <source>The connection was still open; this phase did not happen.</source>
        <translation>连接仍然打开，没有经过这一阶段。</translation>
    </message>
    <message>
        <source>This phase did not happen or was not measured.</source>
        <translation>这一阶段没有发生或未测量。</translation>
    </message>
    <message>
        <source>Waiting for the model</source>
        <translation>等待模型</translation>
    </message>
    <message>
        <source>{phase}: began after {start}, took {time}</source>
        <translation>{phase}：{start} 后开始，耗时 {time}</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>A folder of requests, also one that Bruno made. It is opened in place.</source>
        <translation>存放请求的文件夹，也可以是由 Bruno 创建的。将在原位置打开。</translation>
    </message>
    <message>
        <source>A small model service that runs on this computer. It brings its own token.</source>
        <translation>在本机运行的小型模型服务，自带令牌。</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>From a service's usage guide. The token moves to the keyring.</source>
        <translation>来自服务的调用指南。令牌会移入系统密钥环。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>New request</source>
        <translation>新建请求</translation>
    </message>
    <message>
        <source>Open a collection</source>
        <translation>打开集合</translation>
    </message>
    <message>
        <source>Paste a cURL command</source>
        <translation>粘贴 cURL 命令</translation>
    </message>
    <message>
        <source>See what your model answers</source>
        <translation>看看模型会返回什么</translation>
    </message>
    <message>
        <source>Send a request to a deployed model, read the answer without losing a digit, and save it to show to others.</source>
        <translation>向已部署的模型发送请求，查看一位数字都不丢失的响应，并保存下来与他人分享。</translation>
    </message>
    <message>
        <source>Show this page when no tab is open</source>
        <translation>没有打开的标签页时显示此页</translation>
    </message>
    <message>
        <source>Start from the URL of a service.</source>
        <translation>从服务的 URL 开始。</translation>
    </message>
    <message>
        <source>Start the sample model service and open the sample collection</source>
        <translation>启动示例模型服务并打开示例集合</translation>
    </message>
    <message>
        <source>Starting the sample model service…</source>
        <translation>正在启动示例模型服务…</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Tokens are kept in your system keyring ({backend}), never in the collection file.</source>
        <translation>令牌保存在系统密钥环（{backend}）中，绝不会写入集合文件。</translation>
    </message>
    <message>
        <source>Tokens are kept in your system keyring, never in the collection file.</source>
        <translation>令牌保存在系统密钥环中，绝不会写入集合文件。</translation>
    </message>
    <message>
        <source>Try it with the built-in sample</source>
        <translation>用内置示例试一试</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
</context>
<context>
    <name>WordsView</name>
    <message>
        <source>Answer in words</source>
        <translation>文字回答</translation>
    </message>
    <message>
        <source>Entities</source>
        <translation>实体</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Lines of text</source>
        <translation>文本行</translation>
    </message>
    <message>
        <source>Text of the answer</source>
        <translation>回答的文本</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>转写文本</translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation>向量</translation>
    </message>
    <message>
        <source>cosine {n} to the one before</source>
        <translation>与前一个的余弦相似度 {n}</translation>
    </message>
    <message>
        <source>{count} × {dimension}</source>
        <translation>{count} × {dimension}</translation>
    </message>
</context>
<context>
    <name>WorkArea</name>
    <message>
        <source>Copy as cURL</source>
        <translation>复制为 cURL</translation>
    </message>
    <message>
        <source>Define it</source>
        <translation>定义</translation>
    </message>
    <message>
        <source>Go to line {line}</source>
        <translation>转到第 {line} 行</translation>
    </message>
    <message>
        <source>List of open requests</source>
        <translation>打开的请求列表</translation>
    </message>
    <message>
        <source>New tab</source>
        <translation>新建标签页</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation>仍然发送</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Environment {name}</source>
        <translation>环境 {name}</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
</context>
<context>
    <name>_AddCard</name>
    <message>
        <source>Add a picture</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>or drop it anywhere</source>
        <translation>或拖放到任意位置</translation>
    </message>
</context>
<context>
    <name>_Cells</name>
    <message>
        <source>Rows of the answer</source>
        <translation>回答的行</translation>
    </message>
</context>
<context>
    <name>_Curve</name>
    <message>
        <source>Speed over time</source>
        <translation>速度变化</translation>
    </message>
</context>
<context>
    <name>_FormDelegate</name>
    <message>
        <source>+1 file</source>
        <translation>+1 个文件</translation>
    </message>
    <message>
        <source>+{n} files</source>
        <translation>+{n} 个文件</translation>
    </message>
    <message>
        <source>1 header</source>
        <translation>1 个标头</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Not found. Click to locate it.</source>
        <translation>未找到文件。点击以定位。</translation>
    </message>
    <message>
        <source>as {name}</source>
        <translation>名为 {name}</translation>
    </message>
    <message>
        <source>{n} headers</source>
        <translation>{n} 个标头</translation>
    </message>
</context>
<context>
    <name>_Handle</name>
    <message>
        <source>Divider</source>
        <translation>分隔条</translation>
    </message>
</context>
<context>
    <name>_Lines</name>
    <message>
        <source>Findings</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>以及另外 {n} 项</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>无标签</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Fitting files ({patterns})</source>
        <translation>适用的文件 ({patterns})</translation>
    </message>
</context>
<context>
    <name>_Story</name>
    <message>
        <source>A picture goes to a model, and its answer is shown as labels with bars</source>
        <translation>将图片发送给模型，模型的响应以带条形图的标签显示</translation>
    </message>
</context>
<context>
    <name>_Thumbnail</name>
    <message>
        <source>The picture that was sent</source>
        <translation>发送的图片</translation>
    </message>
</context>
<context>
    <name>_Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>_Tree</name>
    <message>
        <source>Environments</source>
        <translation>环境</translation>
    </message>
</context>
</TS>
