import{j as i,n as t}from"/assets/chunk-KECOZNNJ.js";function e({id:o}){return i(t,{title:o})}export{e as ClipPage};
