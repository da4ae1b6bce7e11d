import os, time, glob
from pathlib import Path
from datetime import date
from tests.browser import sign_in, check_axe, check_width
from tests.factories import make_petition
def tree_cpu():
    hz=os.sysconf("SC_CLK_TCK"); me=os.getpid(); parents={}; cpu={}
    for p in glob.glob("/proc/[0-9]*/stat"):
        try: f=Path(p).read_text()
        except OSError: continue
        pid=int(f.split()[0]); rest=f.rsplit(")",1)[1].split(); parents[pid]=int(rest[1]); cpu[pid]=(int(rest[11])+int(rest[12]))/hz
    def under(pid):
        while pid in parents and pid!=1:
            if pid==me: return True
            pid=parents[pid]
        return False
    return cpu[me], sum(c for p,c in cpu.items() if p!=me and under(p))
def test_cpu(cast, on, new_page, capsys):
    on(date(2026,4,15))
    for i in range(25): make_petition(cast.bureau, cast.clerk, subject="湖滨路公租房屋顶漏水无人维修"*(1+i%3), received_on=date(2026,3,20))
    p=cast.served()
    page=new_page(); sign_in(page, cast.dispatcher)
    out=[]
    def m(label, f, n=6):
        a=tree_cpu(); t=time.time()
        for _ in range(n): f()
        b=tree_cpu(); out.append((label, round((b[0]-a[0])/n,3), round((b[1]-a[1])/n,3), round((time.time()-t)/n,2)))
    m("list goto", lambda: page.goto("/cases/"))
    m("list axe", lambda: check_axe(page))
    m("list width", lambda: check_width(page))
    sign_in(page, cast.handler)
    m("petition goto", lambda: page.goto(p.get_absolute_url()))
    m("petition axe", lambda: check_axe(page))
    q=cast.found()
    m("submit goto", lambda: page.goto(q.get_absolute_url()+"steps/submit/"))
    t=time.time(); a=time.process_time(); cast.served(); out.append(("served walk", time.process_time()-a))
    with capsys.disabled():
        for o in out: print(o)
