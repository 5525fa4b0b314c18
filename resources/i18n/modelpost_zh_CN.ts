<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AppBar</name>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AuthPage</name>
    <message>
        <source>Auth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inherit from folder or collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No auth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No folder and no collection above this request sets an auth, so none is sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request is sent without credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{kind}” is inherited from {place}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BodyPage</name>
    <message>
        <source>1 file, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adds a row with the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beautify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File to send as the body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form fields</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replaces the file in “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This request sends no body.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} files, {size}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CollectionTree</name>
    <message>
        <source>Collections</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>DropZone</name>
    <message>
        <source>Choose file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop an image here, or paste it with Ctrl+V</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop files here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldsModel</name>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FieldsTable</name>
    <message>
        <source>Response headers</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Close the search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Match case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a regular expression.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of more than {total}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormTable</name>
    <message>
        <source>Add a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Form-data</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HeadersPage</name>
    <message>
        <source>Added by themselves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit as table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers as text, one per line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers of this request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep in keyring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reveal for 10 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calculated when sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{header} (inherited)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds a credential. It is in memory only and will not be written to a file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Built a request from cURL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder for the collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close Modelpost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep in keyring and save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep it in the keyring and save a reference to it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One request is not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cURL command was copied, with the token in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cURL command was copied, without the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Their changes are lost when the window closes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This request holds a credential that must not be written to a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} requests are not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” was saved.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>${name} is a variable of a shell. It became {reference}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--connect-timeout was not taken over: a request has one limit for all its waits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--max-redirs {value} was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--max-time limits the whole exchange. Here it limits each wait.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--max-time {value} was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--secret takes NAME=@FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--timeout takes a number of seconds above 0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--var takes NAME=VALUE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A CA file was not taken over. Add it in the settings of Modelpost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cURL command begins with “curl”, such as curl http://localhost:8765/.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A colon is missing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comma is missing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file of cURL options was not read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A header is one line. Remove the line break, in the Auth tab where it comes from there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A header is one line. Remove the line break.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key is not a simple text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A name in double quotes is missing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part of the form has no “=” and was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proxy of the kind {kind} cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A proxy was not taken over. Set it in the settings of Modelpost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A quotation mark {quote} is never closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A report without secrets is in {path}. Please send it to us.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A value is missing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>API key or X-Auth-Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An address looks like https://host/path.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another kind of service may be listening there, or a program on the way damaged the answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another origin: not sent along are {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program wrote to it. Send again when it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Basic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beautify the body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the running request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled after {n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificate of {subject}, issued by {issuer}, valid until {expires}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the proxy settings, or skip it for this host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the spelling of the address, your network or VPN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check your network or VPN, and whether the computer is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file that has a size of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file with certificates in PEM form, in Settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file, or switch the row off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a place inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a place inside {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an environment with --env; there are: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another one in the Auth tab.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another place than {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose it again. It was at {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one that begins with http:// in the proxy settings, or skip it for this host.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the file again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the file to send as the body.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder that holds the requests and little else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected to {host}:{port} at {address} ({ms} ms)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connection to {host}:{port} was still open and is used again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content-Length was typed as {typed}; the body's own length was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content-Type was typed without a boundary; the one of this body was added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cookies are not saved to a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cookies were not read from the file {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as cURL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy as cURL with the token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole command, with the URL of the service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the whole command; it ends behind {option}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Credentials do not go along to other hosts when a redirect is followed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Define it in the environment, or choose another environment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter it in the Auth tab.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter it where it is used and keep it in the keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exceptions from the proxy were not taken over. Set them in the settings of Modelpost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files of a collection are at most 20 MB. Check what it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First byte after {ms} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a command with one URL, and send the others one by one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a value that does not lead back to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the variables one by one with --var NAME=VALUE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give yourself the right to read {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give yourself the right to write {path}, or choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give {name} with --secret {name}=@FILE, or in the environment as {variable}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP/2 was asked for. The request is sent with HTTP/1.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP/3 was asked for. The request is sent with HTTP/1.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Header names have letters, digits and - only, and no spaces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host is always sent. It was not taken out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inference services take POST. Choose the method that the service documents.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install PySide6-Essentials and what it needs of the system; modelpost send works without.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It asked for a different or missing token. Check the Auth tab. ModelArts needs a token with project scope.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It belongs to another address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It belongs to another host name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has more than {n} aliases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has more than {n} directives.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has more than {n} entries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no environments at all. Give the variables one by one with --var NAME=VALUE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has no file {file}. Choose another folder, or create a collection in this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It holds more than one document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is nested more than {n} levels deep.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not valid yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is signed by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be damaged. Save it to look at it elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be going in circles. Check the address, or raise the limit in Settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may be waiting for you to unlock it. Saved tokens cannot be used until then.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It opens in line {line}, column {column}. Copy the whole command, or close it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It reported {kind}. The token stays in memory for now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It said: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It wants a user name and a password: http://user:password@proxy in the proxy settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was written to the log. Send again; if it happens again, please report it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It would hold characters that a text file cannot hold. Remove them and save again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its answer below says why. Check the body and the headers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its chain ends in a certificate that is signed by itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its environments are: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its issuer is not known to this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep them in the keyring, then save again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let Bruno convert it to YAML, then open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line} holds a NUL character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line} holds a byte that is not valid. Save the file as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: it has no info.type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: it holds no names and values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for variables that are made of one another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make room on the drive of {path} and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ModelArts needs a token with project scope. Get one for the project of the service's region.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modelpost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a request in it, such as a .yml file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New saved request…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer within {n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No file is chosen for “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No permission for this service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No secure connection to {host} could be made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No service at this path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Normal text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is listening at {host}:{port}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a collection…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it again to see that version, or save yours under another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passwords are not written to files. Keep it as a secret and write {example}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste a cURL command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ports go from 1 to 65535.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prefix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pretty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the value into a file: other programs can see a command line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Query</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receiving the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redirected: {method} {location}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Referer is not set by itself after a redirect.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove it from the URL.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename one of the two secrets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reopen closed tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request sent ({ms} ms)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request sent, {size} bytes of body ({ms} ms)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response beside or below the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save response to a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See whether the drive of {path} is still connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See {program} --help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send Accept-Encoding: gzip, or save the answer as it was received.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send one request and print the response.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent as {declared}, looks like {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Servers accept a few kilobytes in a header. Send it in the body instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in Modelpost went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in Modelpost went wrong while sending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something in Modelpost went wrong. A report without secrets was written to {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something is missing here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standard input was not read from a file: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the sample model service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the sample model service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch redirects off to see the answer itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab {n}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is more than can be shown. Save it and open it in another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CA file {path} cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address holds a line break or a NUL character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address of the proxy holds a password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The address stands for several to cURL. It was taken as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The alias {alias} leads nowhere or to itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer cannot be unpacked: its {coding} data is damaged or cut short</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer grows beyond {size} MB when unpacked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer is packed as {coding}, which cannot be unpacked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer is too large for the clipboard. Save it to a file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer stopped early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer was saved to {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The auth scheme “{kind}” is not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The auth scheme “{kind}” is not part of this command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body goes to standard output as received, its content coding undone. Exit codes: 0 an answer below 400, 1 one of 400 and above, 2 wrong usage or unreadable input, 3 no answer, 130 interrupted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body is JSON, but without a Content-Type cURL sends it as a form. Set Content-Type to application/json if the service expects that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body is not valid JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The body is read from standard input. Choose a file for it, or type it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cURL command has no address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate was not checked: verification is off for this request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The closing quote is missing, or a character must be escaped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The collection has no environment {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The computer answered, but no service accepts connections there. Check the port, or start the service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection closed before the whole answer was there. What arrived is kept below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The content type holds a line break</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The damage is near byte {offset}. The bytes as received can be saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is kept as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is too large for the service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file name given for the text “{name}” was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file name holds a NUL character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file name {given} given for “{name}” was not taken over: the file goes by its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} is one of several pieces of the body and was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {path} was not read into the query.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The files of “{name}” have several content types. The first is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {path} may be read-only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host answered, but not for {path}. The service may be stopped or its ID may have changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The host name {host} was not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key {key} stands twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring does not answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring is locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model service failed ({code})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The nested form “{name}” was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The open connection turned out closed; a new one is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The option {option} has no value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture cannot be shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture could not be kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is {width} × {height} pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The port in the address is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy {proxy} refused the connection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request arrived. The service reported an error while answering.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request holds credentials, and files of a collection hold none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sample model service did not start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The secret {name} has no value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server answered before it had the whole request; the rest was not sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server closed the connection without an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server may not speak TLS at this port, may speak too old a version, or may want a client certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server's answer is not HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service asks to wait a while.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service asks to wait {n} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service did not accept the credentials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service did not accept the request ({code})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service does not accept this method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service may have crashed or restarted. Send again, and look at its log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service redirected more than {n} times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service redirects from https to http</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service redirects to an address that cannot be followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service refused the request because the token is too old. Put a new one in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service refused the request because the token was valid until {time}. Put a new one in its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shell variable {name} is set. Give {reference} a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The sign-in method {option} was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system says: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The system says: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text should end before this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token has expired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token has no project scope</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is in the keyring. The request refers to it as {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token is valid, but this account may not call the service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value of {name} holds a line break or a NUL character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The value of {name} is {size} MB long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The variables make up more than 64 MB of text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole exchange</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window cannot open because Qt cannot be loaded: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme of the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are {n} requests in the cURL command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a comma too many before this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no address yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no preview for {type}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This answer is larger than 5 MB and is shown as it was received.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a cURL command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This may be a decompression bomb. Save it as it was received to look at it elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Through the proxy {proxy}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Transfer-Encoding was typed; the body is sent with a Content-Length instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again, or start it by hand.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the URL of the service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unlock it to use saved tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use http:// or https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use letters, digits and - only, such as GET or POST.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What follows could be read on the way, so it is not sent. Check the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With -d cURL leaves out the line breaks of {path}. It is sent as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write --var {name}=VALUE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write it on one line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>XML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a BMP picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a GIF picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a JPEG picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a TIFF picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a WebP picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a ZIP archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a gzip archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a secret variable, read from FILE; it is masked wherever it would show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a variable, goes before all others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an SVG picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>binary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cURL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cURL asks for the password of {user}. Enter it in the Auth tab.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cURL cannot send a part whose name holds an equals sign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cURL command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cURL nests the files of “{name}” in one part. They go out as parts of one name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cURL refuses -I together with {other}. The method is HEAD.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cURL refuses {one} together with {other}. Only {one} was taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>data of type {essence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>data of unknown type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected a colon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected a comma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected a name in double quotes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected a value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected the end of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>form-data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give the file of a request, or --curl FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give up when the answer takes longer than S seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>print one JSON object: request, response, timings, body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>print status line and headers before the body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>send the cURL command in FILE, - for standard input</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the environment of the collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file of a request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the text ends too early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is a comma too many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this text has no closing quote, or holds a character that must be escaped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>urlencoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>usage: modelpost [PATH ...] [--screenshot SCENE --output PNG]
       modelpost COMMAND ...

Send requests to models and read their answers.

Without a command the window opens, with the collections (folders) and requests that are named. A folder called like a
command is opened as ./send.

commands:
  send             send one request and print the response; modelpost send --help tells more
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write to FILE instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} cannot be reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{host} is {addresses} ({ms} ms)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be read as a request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} cannot be used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds too many files to be a collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is a Bruno collection in the older format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is no longer at its place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a file of a collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not a text file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not text in UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not valid YAML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is of the kind {kind}, which cannot be sent yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is too large to be a request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} leads out of the collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} leads through too many variables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} may not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} may not be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} refers to itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was changed by another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not written because its drive is read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not written because its folder is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was not written because the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{option} is no option of cURL that Modelpost knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{option} was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} became shorter while it was sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} changed while it was sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is in no collection, so it has no environments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not an ordinary file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} leads out of the collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{phase} took longer than the limit. A model that has just started can need more time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{program}: {message}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}. Add the issuing CA file, or allow this host for testing only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{scheme} addresses cannot be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} bytes received, {ms} ms in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{size} was sent. Choose a smaller file or ask the service owner for the limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} would have to be run by a shell. It was taken as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{variable} stands for both {one} and {other}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{version} with {cipher} ({ms} ms)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what}. {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{address}” is not a valid address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{method}” is not an HTTP method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is no header and was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not a valid header name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is read from standard input. Choose a file for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is the text of a file. It goes out as a file, with its name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{operator} {program}” was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{other}” of the part “{name}” was not taken over.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MethodBox</name>
    <message>
        <source>Choose a method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑ ↓ move    Enter open    Ctrl+Enter open and send    &gt; commands    @ environments</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture, {width} by {height} pixels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RawEditor</name>
    <message>
        <source>Add comma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ln {line}, Col {column}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid JSON</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RequestLine</name>
    <message>
        <source>Enter a URL, or paste a cURL command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RequestPane</name>
    <message>
        <source>Auth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RequestTab</name>
    <message>
        <source>New request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This request</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RequestTabs</name>
    <message>
        <source>Open requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unsaved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ResponsePane</name>
    <message>
        <source>Allow for this request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled after {n} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose CA file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy request ID</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit auth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in the response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No response yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Ctrl+Enter to send. The answer appears here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pretty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress of the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response beside or below the request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Response views</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save response</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save response to a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send with more time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start sample service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer has no body.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The previous response is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The request ID was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The response was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeout settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RowTable</name>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SaveRequestDialog</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collection and folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save request</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Search or run a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search or run…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Keep in keyring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reveal for 10 seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved in keyring</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SendButton</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More ways to send</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Add…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another language is used from the next start on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By hand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changes are in force at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose CA files in PEM form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy for http</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Proxy for https</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redirects to follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore all shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the welcome page when no tab is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size in percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole exchange, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trusted CA files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the server, at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Without proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} already belongs to “{command}”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>0 waits for ever.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As in Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates are not checked for this request: anyone on the way could read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow redirects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most redirects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of this request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeout in seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Close collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Collections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New collection…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New tab or collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No collections yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a collection…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again from disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample service running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample service starting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sample service stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a request and it appears here. You can also open one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the sample model service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the sample model service</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SpokenText</name>
    <message>
        <source>Line {line} of {lines}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} Selected: {selection}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Keyring: not used yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyring: {name} ({count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No system keyring was found: tokens stay in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Received {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Secrets kept there: {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sent {size} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tables</name>
    <message>
        <source>Content-Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TextView</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UrlPage</name>
    <message>
        <source>Address as it will be sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address in parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known once everything it needs has a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path variables</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Query parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{scheme} (assumed)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VariableLine</name>
    <message>
        <source>Variables</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VariableText</name>
    <message>
        <source>{{name}} has no value</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>A folder of requests, also one that Bruno made. It is opened in place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A small model service that runs on this computer. It brings its own token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a service's usage guide. The token moves to the keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste a cURL command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what your model answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send a request to a deployed model, read the answer without losing a digit, and save it to show to others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show this page when no tab is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from the URL of a service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the sample model service and open the sample collection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Starting the sample model service…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens are kept in your system keyring ({backend}), never in the collection file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens are kept in your system keyring, never in the collection file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try it with the built-in sample</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WorkArea</name>
    <message>
        <source>Copy as cURL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List of open requests</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New tab</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Environment {name}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_FormDelegate</name>
    <message>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found. Click to locate it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} +{n} files</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Handle</name>
    <message>
        <source>Divider</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Story</name>
    <message>
        <source>A picture goes to a model, and its answer is shown as labels with bars</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>_Toast</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
