async function a(t){let n=[],e;do{let{items:i,next:r}=await t(e);n.push(...i),e=r}while(e!==void 0&&e!=="");return n}export{a};
