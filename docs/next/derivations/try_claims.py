import sys, time, importlib
from random import Random
from duhamel.analysis.derivation import Follows
from duhamel.verification.proof.engines import examine, perturbed, by_sympy, by_flint
def show(claim, controls=True):
    t=time.time(); lines=examine(claim); ok=all(l.accepted for l in lines)
    print(claim.name, 'OK' if ok else 'REFUSED', f'{time.time()-t:.2f}s', sum(len(l.dues) for l in lines),'dues', claim.sentence[:60])
    for l in lines:
        for d,a,b in zip(l.dues,l.first,l.second):
            if not (a.accepts and b.accepts): print('   #', l.number, l.step and l.step.rule, '|', d, '|', a.said, '|', b.said)
            elif controls and not (isinstance(d,Follows) and a.said=='supposed'):
                p=perturbed(d); x=by_sympy(p); y=by_flint(p,Random(1))
                if x.accepts or (y.accepts and y.points!=0 and b.points!=0): print('   CONTROL ACCEPTED', l.number, l.step and l.step.rule, d, x, y)
if __name__=='__main__':
    mod=importlib.import_module('duhamel.analysis.chapters.'+sys.argv[1])
    from duhamel.analysis import theorem as T
    for id,f in T._REGISTER.items():
        if f.__wrapped__.__module__!=mod.__name__: continue
        if len(sys.argv)>2 and id not in sys.argv[2:]: continue
        try: th=f()
        except Exception as e:
            import traceback; print(id,'RAISED'); traceback.print_exc(limit=-4); continue
        for c in th.parts:
            try: show(c)
            except Exception as e:
                import traceback; print(c.name,'ENGINE RAISED'); traceback.print_exc(limit=-4)
