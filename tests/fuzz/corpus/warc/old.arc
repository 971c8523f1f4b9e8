filedesc://x.arc 0.0.0.0 20170223100000 text/plain 76
1 0 Pen
URL IP-address Archive-date Content-type Archive-length

https://harbour.example/1 0.0.0.0 20170223100000 text/html 207
HTTP/1.0 200 OK
Content-Type: text/html

<!doctype html><html><head><title>Two ferries</title></head><body><h1>Two ferries</h1><p>The harbour office has ordered two ferries for the quay.</p></body></html>
